import type { AttackCase, Own } from '../contract/attack-case.ts'
import { attacks, get, post, type Row } from './make.ts'

/** `Range` as drafts before RFC 2068 called it; Apache still answers it. */
const ranges = (['Request-Range', 'request-range', 'Request_Range'] as const).map((name, at): Row => ({
  id: `hand-request-range-${String(at + 1)}`,
  title: `The caller asks for a slice of a body that holds the secret, by ${name}`,
  origins: { named: { does: 'ranges', body: ['<<', '{{secret}}', '>>'] } },
  steps: [get('/file', { headers: [[name, 'bytes=4-20']] })],
  expect: { is: 'scrubbed' },
}))

/** Fields by which a front server tells IIS and some frameworks which path was asked for. */
const paths = (['X-Original-URL', 'X-Rewrite-URL', 'x-original-URL', 'X_Original_URL'] as const).map(
  (name, at): Row => ({
    id: `hand-original-url-${String(at + 1)}`,
    title: `A path that is allowed, and ${name} with one that is denied`,
    credential: 'policed',
    steps: [get('/free', { headers: [[name, '/admin/keys']] })],
    expect: { is: 'obeyed' },
  }),
)

/** The value of a credential that a case makes, of what the caller sends, and of nothing else. */
const VALUE = 'value-of-{{nonce}}'
const TEXT = 'text-of-{{nonce}}'
const MADE = 'made-{{nonce}}'
const by = (caller: Own['caller'], method: string, path: string, body: string, more: Partial<Own> = {}): Own => ({
  do: 'own', method, path, caller, body, status: { is: [200, 201] }, ...more,
}) // prettier-ignore
const narrow = (...left: readonly string[]): Own =>
  by('writer', 'PATCH', `/v1/credentials/${MADE}`, JSON.stringify({ hosts: left }))

/** Ways to take the origin `named` from a credential that may go to `named`, `other` and `named-tls`. */
const RELEASES: readonly (readonly [id: string, how: string, steps: readonly Own[]])[] = [
  ['patch', 'a change of it', [narrow('{{origin:other}}')]],
  ['unbind', 'unbinding it', [by('writer', 'POST', `/v1/credentials/${MADE}/unbind`, '{"hosts":["{{origin:named}}"]}')]],
  ['tool', 'a tool', [
    by('writer', 'POST', '/mcp', `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"update_credential","arguments":{"alias":"${MADE}","hosts":["{{origin:other}}"]}}}`, {
      headers: [['Accept', 'application/json, text/event-stream'], ['MCP-Protocol-Version', '2025-06-18']],
      holds: '"success":true',
    }),
  ]],
  ['twice', 'two changes of it', [narrow('{{origin:other}}', '{{origin:named-tls}}'), narrow('{{origin:other}}')]],
] // prettier-ignore
const released = RELEASES.map(([id, how, steps]): Row => ({
  id: `back-released-${id}`,
  title: `A target keeps the secret of a credential, which is then taken from it (by ${how}); another credential reads it back`,
  surfaces: ['reverse'],
  needs: ['own-api', 'several-credentials'],
  origins: { named: { does: 'store' } },
  steps: [
    by('admin', 'POST', '/v1/credentials', `{"alias":"${MADE}","type":"api_key","data":{"key":"${VALUE}"},"hosts":["{{origin:named}}","{{origin:other}}","{{origin:named-tls}}"]}`),
    post('/note', TEXT, { ask: MADE, caller: 'writer', status: { is: [201] } }),
    ...steps,
    {
      do: 'own', method: 'GET', path: '/{{origin:named}}/note', caller: 'writer', headers: [['X-Vultrino-Credential', 'bearer']],
      status: { is: [200] }, holds: TEXT, never: VALUE,
    },
  ],
  expect: { is: 'scrubbed' },
})) // prettier-ignore

/** What is held back of an answer told whether it may be a part of a secret. */
const held: Row = {
  id: 'back-held-guess',
  title: 'A target gives back at once what the caller sends up: guesses at the secret, of which right ones must look as wrong ones',
  surfaces: ['reverse'],
  credential: 'tls',
  origins: { 'named-tls': { does: 'duplex' } },
  steps: [],
  expect: { is: 'probe', probe: 'held-guess' },
} // prettier-ignore

/** Found by people who attacked by hand, each a fault once. */
export const HAND_CASES: readonly AttackCase[] = [
  ...attacks(4, {}, [...ranges, ...released, held]),
  ...attacks(6, {}, paths),
]
