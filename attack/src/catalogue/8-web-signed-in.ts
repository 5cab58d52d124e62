import type { AttackCase, Own, Step } from '../contract/attack-case.ts'
import type { Content } from '../contract/content.ts'
import { attacks, get, type Row } from './make.ts'

const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const

const visit = (path: Content, more: Partial<Own> = {}): Own => ({
  do: 'own',
  port: 'web',
  method: 'GET',
  path,
  caller: null,
  signedIn: true,
  ...more,
})
/** By the API, with all rights. */
const made = (path: string, body: string): Own => ({
  do: 'own', method: 'POST', path, caller: 'admin', body, status: { is: [200, 201] },
}) // prettier-ignore

const PAGES = [
  '/', '/credentials', '/credentials/new', '/credentials/bearer', '/credentials/bearer/about', '/credentials/bearer/edit', '/credentials/bearer/secret', '/credentials/bearer/delete', '/credentials/awkward', '/credentials/basic',
  '/roles', '/roles/role-of-agent', '/roles/role-of-agent/edit', '/keys', '/keys/new', '/audit', '/audit/export', '/policies', '/policies/try', '/connect', '/settings', '/docs', '/health-report', '/last-day',
] // prettier-ignore
const pages = PAGES.map((path, at): Row => ({
  id: `web-page-${String(at + 1)}`,
  title: `A page holds no secret, and may be neither framed nor kept by caches: ${path}`,
  steps: [
    visit(path, {
      status: { is: [200] },
      fields: [
        ['content-security-policy', "frame-ancestors 'none'"],
        ['x-content-type-options', 'nosniff'],
        ['cache-control', 'no-store'],
        ['referrer-policy', 'no-referrer|same-origin'],
      ],
    }),
  ],
  expect: { is: 'kept' },
}))

const FORMS: readonly (readonly [path: string, body: string])[] = [
  ['/credentials/new', 'alias=stolen&type=api_key&key=aaaaaaaaaaaaaaaa&hosts=https://evil.example'],
  ['/credentials/bearer/edit', 'alias=bearer&description=mine&place=bearer&metadata='],
  ['/credentials/bearer/secret', 'key=aaaaaaaaaaaaaaaa'],
  ['/credentials/bearer/bind', 'hosts=https://evil.example'],
  ['/credentials/bearer/unbind', 'host={{origin:named}}'],
  ['/credentials/bearer/delete', 'confirm=bearer&alias=bearer'],
  ['/roles/new', 'name=mine&permissions=read&permissions=execute'],
  ['/roles/role-of-agent/edit', 'name=role-of-agent&permissions=write'],
  ['/roles/role-of-agent/delete', 'confirm=role-of-agent'],
  ['/keys/new', 'name=mine&role=admin&expires=never'],
  ['/connect', 'name=mine&client=curl&patterns=*&permissions=read&expires=never'],
  ['/settings/password', 'present=admin-password-1&next=another-password&again=another-password'],
  ['/settings/sign-out-everywhere', ''],
  ['/logout', ''],
]
const SENT: readonly (readonly [id: string, title: string, more: (body: string) => Partial<Own>])[] = [
  ['no-token', 'without the token', (body) => ({ headers: [FORM], body })],
  ['wrong-token', 'with a token that was made up', (body) => ({ headers: [FORM], body: `csrf=${'a'.repeat(64)}&${body}` })],
  ['other-site', 'by another site that learnt the token', (body) => ({ headers: [FORM, ['Origin', 'https://evil.example'], ['Sec-Fetch-Site', 'cross-site']], body: `csrf={{token}}&${body}` })],
  ['same-site', 'by a page of another port of this machine', (body) => ({ headers: [FORM, ['Origin', 'http://127.0.0.1:1'], ['Sec-Fetch-Site', 'same-site']], body: `csrf={{token}}&${body}` })],
  ['as-text', 'as a plain form that says it is text', (body) => ({ headers: [['Content-Type', 'text/plain']], body })],
] // prettier-ignore
const forms = FORMS.flatMap(([path, body], at) =>
  SENT.map(([id, title, more]): Row => ({
    id: `web-form-${id}-${String(at + 1)}`,
    title: `A form of somebody who is signed in is sent ${title}: ${path}`,
    steps: [
      visit(path, { method: 'POST', status: { refused: true }, ...more(body) }),
      { do: 'own', method: 'GET', path: '/v1/credentials/bearer', caller: 'admin', status: { is: [200] } },
      visit('/settings', { status: { is: [200] } }),
    ],
    expect: { is: 'kept' },
  })),
)

const SCRIPT = '<script>alert(`{{nonce}}`)</script>'
const IMAGE = '"\'><img src=x onerror=alert`{{nonce}}`>'
const json = (text: string): string => JSON.stringify(text).slice(1, -1)
const SCRIPTS = [SCRIPT, IMAGE]
const never = (text: string): Partial<Own> => ({ never: text, status: { is: [200] } })

/** Where text of others is kept, and the pages that show it. */
const STORED: readonly (readonly [id: string, keep: (text: string) => Step, pages: readonly string[]])[] = [
  ['description', (text) => made('/v1/credentials', `{"alias":"made-{{nonce}}","type":"api_key","data":{"key":"key-of-{{nonce}}"},"hosts":["https://a.example"],"description":"${json(text)}"}`), ['/credentials', '/credentials/made-{{nonce}}', '/credentials/made-{{nonce}}/edit', '/audit']],
  ['metadata', (text) => made('/v1/credentials', `{"alias":"made-{{nonce}}","type":"api_key","data":{"key":"key-of-{{nonce}}"},"hosts":["https://a.example"],"metadata":{"team":"${json(text)}"}}`), ['/credentials/made-{{nonce}}', '/credentials/made-{{nonce}}/edit']],
  ['role', (text) => made('/v1/roles', `{"name":"made-{{nonce}}","permissions":["read"],"description":"${json(text)}","credential_scopes":[]}`), ['/roles', '/roles/made-{{nonce}}', '/roles/made-{{nonce}}/edit', '/keys/new']],
  ['user-agent', (text) => get('/x', { headers: [['User-Agent', text], ['Referer', text]] }), ['/', '/audit', '/last-day']],
  ['url', (text) => get(`/x?${encodeURIComponent(text).replaceAll('%7B%7Bnonce%7D%7D', '{{nonce}}')}=1`), ['/', '/audit']],
] // prettier-ignore
const stored = STORED.flatMap(([id, keep, shown]) =>
  SCRIPTS.map((text, at): Row => ({
    id: `web-script-${id}-${String(at + 1)}`,
    title: `Text of others that is shown in pages holds a script (${id})`,
    surfaces: ['reverse'],
    needs: ['web-ui', 'own-api'],
    steps: [keep(text), ...shown.map((path) => visit(path, never(text)))],
    expect: { is: 'kept' },
  })),
)

const ASKED = [
  '/credentials?q=', '/audit?credential=', '/audit?host=', '/audit?q=', '/keys?q=', '/policies/try?url=', '/login?next=', '/nothing/', '/credentials/', '/docs/', '/roles/',
] // prettier-ignore
const asked = ASKED.map((path, at): Row => ({
  id: `web-reflected-${String(at + 1)}`,
  title: `Text in a URL of the web UI holds a script: ${path}`,
  steps: [
    visit([path, { of: SCRIPT, through: ['percent'] }], { never: SCRIPT }),
    visit([path, { of: IMAGE, through: ['percent'] }], { never: IMAGE }),
  ],
  expect: { is: 'kept' },
}))

const NEXTS = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  'javascript:alert(1)',
  '/%09/evil.example',
  '\\\\evil.example',
]
const nexts = NEXTS.map((next, at): Row => ({
  id: `web-next-${String(at + 1)}`,
  title: `The page for signing in is told to lead elsewhere afterwards: ${next}`,
  steps: [visit(['/login?next=', { of: next, through: ['percent'] }], { never: 'href="https://evil.example' })],
  expect: { is: 'kept' },
})) // prettier-ignore

export const WEB_SIGNED_IN_CASES: readonly AttackCase[] = attacks(
  8,
  { surfaces: ['web'], needs: ['web-ui', 'own-api'] },
  [...pages, ...forms, ...stored, ...asked, ...nexts],
)
