import type { AttackCase, Own, Step } from '../contract/attack-case.ts'
import type { Content } from '../contract/content.ts'
import { attacks, get, twins, type Row } from './make.ts'

const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const
const visit = (path: Content, more: Partial<Own> = {}): Own => ({
  do: 'own', port: 'web', method: 'GET', path, caller: null, signedIn: true, ...more,
}) // prettier-ignore
/** The same by somebody who is not signed in. */
const stranger = (path: Content, more: Partial<Own> = {}): Own => ({
  do: 'own', port: 'web', method: 'GET', path, caller: null, ...more,
}) // prettier-ignore

const PAGES = ['/audit/1', '/docs/api', '/policies/warnings', '/login'] as const // prettier-ignore
const HEADERS = [
  ['content-security-policy', "default-src 'none'.*frame-ancestors 'none'"],
  ['x-content-type-options', 'nosniff'],
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer|same-origin'],
] as const
const pages = PAGES.map((path, at): Row => ({
  id: `web-page-more-${String(at + 1)}`,
  title: `A page holds no secret, and may be neither framed nor kept by caches: ${path}`,
  steps: [(path === '/login' ? stranger : visit)(path, { status: { is: [200] }, fields: HEADERS })],
  expect: { is: 'kept' },
}))
const cookie: Row = {
  id: 'web-cookie-login',
  title: 'The cookie of the page for signing in is for this site and its server alone',
  steps: [
    stranger('/login', { status: { is: [200] }, fields: [['set-cookie', 'HttpOnly.*SameSite=Strict']] }),
  ],
  expect: { is: 'kept' },
}

/** All that changes something, sent by somebody whose session is made up, or was given by the attacker. */
const ACTS = [
  '/credentials/new', '/credentials/bearer/edit', '/credentials/bearer/secret', '/credentials/bearer/bind', '/credentials/bearer/unbind', '/credentials/bearer/delete', '/roles/new', '/roles/role-of-agent/edit', '/roles/role-of-agent/delete',
  '/keys/new', '/keys/agent/revoke', '/connect', '/policies/try', '/settings/password', '/settings/sign-out-everywhere',
] as const // prettier-ignore
const made = (cookies: string, path: string, at: number, how: string): Row => ({
  id: `web-session-${how}-${String(at + 1)}`,
  title: `A form is sent with a session that nobody signed in to (${how}): ${path}`,
  steps: [
    stranger(path, {
      method: 'POST',
      headers: [FORM, ['Cookie', cookies]],
      body: `csrf=${'a'.repeat(43)}&alias=bearer&confirm=bearer&key=aaaaaaaaaaaaaaaa&hosts=https://evil.example`,
      status: { not: [200, 201] },
      never: 'vultrino_session=a',
    }),
    { do: 'own', method: 'GET', path: '/v1/credentials/bearer', caller: 'admin', status: { is: [200] }, holds: '{{origin:named}}', never: 'evil.example' },
    { do: 'own', method: 'GET', path: '/v1/roles', caller: 'admin', status: { is: [200] }, holds: 'role-of-agent' },
  ],
  expect: { is: 'kept' },
}) // prettier-ignore
const sessions = ACTS.flatMap((path, at) => [
  made(`vultrino_session=${'a'.repeat(43)}`, path, at, 'fixed'),
  made(`vultrino_login=${'a'.repeat(43)}; vultrino_session=; session=admin`, path, at, 'empty'),
])

const NEXTS = ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', '/%09/evil.example', '\\\\evil.example', '/\t/evil.example', '/x\r\nLocation: https://evil.example/', '/..//evil.example'] // prettier-ignore
const nexts = NEXTS.map((next, at): Row => ({
  id: `web-next-led-${String(at + 1)}`,
  title: `Whoever is signed in is led elsewhere by the page for signing in: ${JSON.stringify(next)}`,
  steps: [
    visit(['/login?next=', { of: next, through: ['percent-all'] }], {
      status: { is: [303] },
      fields: [['location', '^/(?![/\\\\\\t])']],
      never: '\r\nLocation: https://evil',
    }),
    stranger(['/login?next=', { of: next, through: ['percent-all'] }], {
      status: { is: [200] },
      holds: 'name="next" value="/',
      never: 'value="//',
    }),
  ],
  expect: { is: 'kept' },
}))

const SCRIPT = '<script>alert(`{{nonce}}`)</script>'
const IMAGE = '"\'><img src=x onerror=alert`{{nonce}}`>'
const json = (text: string): string => JSON.stringify(text).slice(1, -1)
/** What is refused is recorded too, and the record is shown. */
const REFUSED: readonly (readonly [id: string, step: (text: string) => Step])[] = [
  ['alias', (text) => get('/x', { ask: text })],
  ['host', (text) => get(`http://${text}/x`)],
  ['path', (text) => get(`/x/${text}`)],
  ['key-name', (text) => api('/v1/keys', `{"name":"${json(text)}","role":"role-of-reader"}`)],
  ['role-name', (text) => api('/v1/roles', `{"name":"${json(text)}","permissions":["read"]}`)],
  ['credential-alias', (text) => api('/v1/credentials', `{"alias":"${json(text)}","type":"api_key","data":{"key":"key-of-{{nonce}}"}}`)],
  ['credential-host', (text) => api('/v1/credentials', `{"alias":"made-{{nonce}}","type":"api_key","data":{"key":"key-of-{{nonce}}"},"hosts":["https://${json(text)}"]}`)],
  ['credential-header', (text) => api('/v1/credentials', `{"alias":"made-{{nonce}}","type":"api_key","data":{"key":"key-of-{{nonce}}"},"hosts":["https://a.example"],"metadata":{"header_name":"${json(text)}"}}`)],
  ['execute', (text) => api('/v1/execute', `{"credential":"${json(text)}","action":"${json(text)}","params":{"method":"${json(text)}","url":"${json(text)}"}}`)],
  ['who-signs-in', (text) => stranger('/login', { method: 'POST', headers: [FORM, ['User-Agent', 'odd']], body: ['csrf=x&username=', { of: text, through: ['percent-all'] }, '&password=x&next=/'] })],
  ['unknown-page', (text) => visit(['/credentials/', { of: text, through: ['percent-all'] }])],
] // prettier-ignore
const api = (path: string, body: string): Step => ({
  do: 'own', method: 'POST', path, caller: 'admin', body,
}) // prettier-ignore
const scripts = REFUSED.flatMap(([id, step]) =>
  [SCRIPT, IMAGE].map((text, at): Row => ({
    id: `web-script-refused-${id}-${String(at + 1)}`,
    title: `A script in what is refused, or kept, is shown as text (${id})`,
    surfaces: ['reverse'],
    steps: [
      step(text),
      ...['/', '/audit', '/last-day', '/keys', '/roles', '/credentials'].map((path) =>
        visit(path, { never: text, status: { is: [200] } }),
      ),
    ],
    expect: { is: 'kept' },
  })),
)

/** That forms are taken when they are right: else their refusals prove nothing. */
const taken: Row = {
  id: 'fine-web-form',
  title: 'A form of somebody who is signed in, with its token, is taken',
  steps: [
    visit('/credentials/new', { method: 'POST', headers: [FORM], body: 'csrf={{token}}&alias=made-{{nonce}}&type=api_key&key=key-of-{{nonce}}&hosts=https://a.example', status: { is: [303] } }),
    visit('/credentials/made-{{nonce}}', { status: { is: [200] }, holds: 'made-{{nonce}}', never: 'key-of-{{nonce}}' }),
  ],
  expect: { is: 'kept' },
} // prettier-ignore

const USUAL = { surfaces: ['web'], needs: ['web-ui', 'own-api'] } as const
export const WEB_MORE_CASES: readonly AttackCase[] = [
  ...attacks(8, USUAL, [...pages, cookie, ...sessions, ...nexts, ...scripts]),
  ...twins(8, USUAL, [taken]),
]
