import type { AttackCase, Own } from '../contract/attack-case.ts'
import { attacks, get, wire, type Row } from './make.ts'

const own = (method: string, path: string, more: Partial<Own> = {}): Own => ({
  do: 'own',
  method,
  path,
  caller: 'agent',
  status: { refused: true },
  ...more,
})
const REFUSED = { refused: true } as const

/** Lines by which a caller says who it is. */
const CREDENTIALS: readonly (readonly [id: string, line: string])[] = [
  ['none', ''],
  ['empty', 'Authorization: Bearer \r\n'],
  ['unknown', 'Authorization: Bearer vk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'],
  ['revoked', 'Authorization: Bearer {{key:revoked}}\r\n'],
  ['orphan', 'Authorization: Bearer {{key:orphan}}\r\n'],
  ['upper', 'Authorization: Bearer VK_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n'],
  ['basic', 'Authorization: Basic YWRtaW46YWRtaW4tcGFzc3dvcmQtMQ==\r\n'],
  ['two', 'Authorization: Bearer vk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nAuthorization: Bearer {{key:revoked}}\r\n'],
  ['long', `Authorization: Bearer vk_${'a'.repeat(8000)}\r\n`],
  ['nul', 'Authorization: Bearer {{key:revoked}}\0\r\n'],
  ['wildcard', 'Authorization: Bearer *\r\n'],
  ['in-cookie', 'Cookie: key={{key:agent}}; session={{key:agent}}\r\n'],
  ['in-other-header', 'X-Api-Key: {{key:revoked}}\r\n'],
  ['forwarded-local', 'X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n'],
  ['user-header', 'X-Remote-User: admin\r\nX-Forwarded-User: admin\r\n'],
  ['null-scheme', 'Authorization: {{key:revoked}}\r\n'],
] // prettier-ignore
const HEAD = 'Host: {{proxy}}\r\nX-Vultrino-Credential: bearer\r\n'
const unknown = CREDENTIALS.map(([id, line]): Row => ({
  id: `who-${id}`,
  title: `A caller without a right to ask (${id})`,
  surfaces: ['reverse'],
  needs: ['keys'],
  steps: [wire(`GET {{target}} HTTP/1.1\r\n${HEAD}${line}Connection: close\r\n\r\n`, { status: REFUSED })],
  expect: { is: 'blocked' },
}))
const inUrl: Row = {
  id: 'who-key-in-query',
  title: 'A key in the query of the URL counts for nothing, and does not travel',
  surfaces: ['reverse'],
  needs: ['keys'],
  steps: [
    wire(`GET {{target}}?api_key={{key:revoked}} HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`, {
      status: REFUSED,
    }),
  ],
  expect: { is: 'blocked' },
}

/** What a page in a browser, or a name that was rebound, can send to a local listener. */
const PAGES: readonly (readonly [id: string, host: string, lines: string])[] = [
  ['rebound-name', 'evil.example:80', ''],
  ['rebound-suffix', 'localhost.evil.example', ''],
  ['rebound-nip', '127.0.0.1.nip.io', ''],
  ['host-empty', '', ''],
  ['origin', '{{proxy}}', 'Origin: https://evil.example\r\n'],
  ['origin-null', '{{proxy}}', 'Origin: null\r\n'],
  ['origin-other-port', '{{proxy}}', 'Origin: http://127.0.0.1:1\r\n'],
  ['fetch-cross-site', '{{proxy}}', 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n'],
  ['fetch-same-site', '{{proxy}}', 'Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\n'],
  ['referer', 'evil.example', 'Referer: https://evil.example/\r\n'],
]
const pages = PAGES.map(([id, host, lines]): Row => ({
  id: `who-page-${id}`,
  title: `A web page in the user's browser asks the local proxy (${id})`,
  surfaces: ['reverse'],
  needs: ['keys'],
  steps: [wire(`GET {{target}} HTTP/1.1\r\nHost: ${host}\r\nX-Vultrino-Credential: bearer\r\nAuthorization: Bearer {{key:agent}}\r\n${lines}Connection: close\r\n\r\n`, { status: REFUSED })],
  expect: { is: 'blocked' },
})) // prettier-ignore
const preflight: Row = {
  id: 'who-page-preflight',
  title: 'A browser asks whether a page may call; the answer gives no leave',
  surfaces: ['reverse'],
  needs: ['own-api'],
  steps: [own('OPTIONS', '/v1/execute', { caller: null, headers: [['Origin', 'https://evil.example'], ['Access-Control-Request-Method', 'POST'], ['Access-Control-Request-Headers', 'authorization']] })],
  expect: { is: 'blocked' },
} // prettier-ignore

const scoped: Row[] = (
  ['bearer', 'Header', 'header,bearer', '%62earer', '*', 'bear?r-not', 'h*'] as const
).map((ask, at) => ({
  id: `who-scope-${String(at + 1)}`,
  title: `A key for one credential asks for another as ${JSON.stringify(ask)}`,
  needs: ['keys', 'several-credentials'],
  steps: [get('/x', { ask, caller: 'scoped', status: REFUSED })],
  expect: { is: 'blocked' },
}))
const noExecute: Row = {
  id: 'who-reader',
  title: 'A key that may only read asks for a request',
  needs: ['keys'],
  steps: [get('/x', { caller: 'reader', status: REFUSED })],
  expect: { is: 'blocked' },
}

const ROLE =
  '{"name":"mine-{{nonce}}","permissions":["read","write","update","delete","execute"],"credential_scopes":[]}'
const KEY = '{"name":"mine-{{nonce}}","role":"admin"}'
const ACTS: readonly (readonly [id: string, method: string, path: string, body: string | null])[] = [
  ['make-role', 'POST', '/v1/roles', ROLE],
  ['make-key', 'POST', '/v1/keys', KEY],
  ['list-keys', 'GET', '/v1/keys', null],
  ['list-roles', 'GET', '/v1/roles', null],
  [
    'widen-role',
    'PATCH',
    '/v1/roles/role-of-agent',
    '{"permissions":["read","write","update","delete","execute"]}',
  ],
  ['delete-role', 'DELETE', '/v1/roles/role-of-admin', null],
  ['revoke-key', 'DELETE', '/v1/keys/admin', null],
  [
    'add-credential',
    'POST',
    '/v1/credentials',
    '{"alias":"mine","type":"api_key","data":{"key":"{{nonce}}"},"hosts":["https://a.example"]}',
  ],
  ['change-credential', 'PATCH', '/v1/credentials/bearer', '{"description":"mine"}'],
  ['bind-credential', 'POST', '/v1/credentials/bearer/bind', '{"hosts":["https://a.example"]}'],
  ['delete-credential', 'DELETE', '/v1/credentials/bearer', null],
]
const acts = ACTS.flatMap(([id, method, path, body]) =>
  (['agent', 'scoped', 'revoked', null] as const).map((caller): Row => ({
    id: `who-act-${id}-${caller ?? 'nobody'}`,
    title: `Someone without the right (${caller ?? 'no key'}) manages: ${id}`,
    surfaces: ['reverse'],
    needs: ['own-api'],
    steps: [own(method, path, { caller, ...(body === null ? {} : { body }) })],
    expect: { is: 'kept' },
  })),
)

const stream = {
  does: 'stream',
  headers: [['Content-Type', 'text/event-stream']],
  piece: 'data: tick\n\n',
  pause: 100,
} as const
const cut: Row[] = [
  {
    id: 'who-revoked-under-way',
    title: 'A key is revoked while a stream of its caller is open: the stream ends',
    surfaces: ['reverse'],
    needs: ['own-api'],
    origins: { named: stream },
    steps: [
      get('/stream', { caller: 'passing', background: true }),
      { do: 'pause', ms: 300 },
      own('DELETE', '/v1/keys/passing', { caller: 'admin', status: { is: [200] } }),
      { do: 'finish', cut: true },
      get('/after', { caller: 'passing', status: REFUSED }),
    ],
    expect: { is: 'contained' },
  },
]

/** Of keys that are made for it: code, by name in `src/run/probes`. */
const ended: Row[] = (
  [
    ['expires', 'A key that was just used expires'],
    ['revoked', 'A key that was just used is revoked'],
    ['narrowed', 'The role of a key that was just used is narrowed to other credentials'],
  ] as const
).map(([id, title]) => ({
  id: `who-key-${id}`,
  title: `${title}: it is refused at once`,
  surfaces: [],
  needs: ['own-api', 'keys'],
  expect: { is: 'probe', probe: `key-${id}` },
}))
/** What the proxy is told by fields of its own stays with it; the target gives back all that it got. */
const fieldsOfOurs: Row[] = (
  [
    ['credential', 'X-Vultrino-Credential', 'bearer'],
    ['made-up', 'X-Vultrino-Made-Up', 'of-the-caller'],
    ['proxy-authorization', 'Proxy-Authorization', 'Basic b2YtdGhlLWNhbGxlcg=='],
  ] as const
).map(([id, name, value]) => ({
  id: `who-own-field-${id}`,
  title: `A field that is for the proxy goes no further (${name})`,
  surfaces: ['reverse'],
  needs: ['own-api'],
  origins: { named: { does: 'echo' } },
  steps: [
    own('GET', '/{{origin:named}}/x', {
      status: { is: [200] },
      headers: [
        ...(id === 'credential' ? [] : [['X-Vultrino-Credential', 'bearer'] as const]),
        [name, value],
      ],
      never: `${name}: ${value}`,
    }),
  ],
  expect: { is: 'scrubbed' },
}))

export const WHO_CASES: readonly AttackCase[] = attacks(7, {}, [
  ...unknown, inUrl, ...pages, preflight, ...scoped, noExecute, ...acts, ...cut, ...ended, ...fieldsOfOurs,
]) // prettier-ignore
