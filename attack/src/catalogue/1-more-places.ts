import type { AttackCase } from '../contract/attack-case.ts'
import { attacks, get, type Row } from './make.ts'

/** Of a credential that is for TLS: a request in clear text to the same host and port tells everybody on the way. */
const clear: Row[] = (['tls', 'h2'] as const).flatMap((credential) => [
  {
    id: `goes-in-clear-${credential}`,
    title: `A credential for https is asked for http at the same host and port (${credential})`,
    credential,
    steps: [get(`http://{{host:named-${credential}}}/x`)],
    expect: { is: 'blocked' },
  },
  {
    id: `goes-in-clear-then-${credential}`,
    title: `The same, after a request by https that stands open (${credential})`,
    credential,
    steps: [get(`{{origin:named-${credential}}}/x`), get(`http://{{host:named-${credential}}}/x`)],
    expect: { is: 'blocked', but: [`named-${credential}`] },
  },
])

/** One after the other, over connections that may be kept: each target gets its own secret, and no other. */
const turns: Row[] = [
  { id: 'goes-in-turn', title: 'Two credentials for one target are used in turn: each request carries its own', needs: ['several-credentials', 'header-injection'], steps: [get('/a'), get('/b', { ask: 'header' }), get('/c'), get('/d', { ask: 'jwt' })], expect: { is: 'scrubbed' } },
  { id: 'goes-in-turn-tls', title: 'Credentials for two targets with one certificate are used in turn', needs: ['several-credentials', 'tls-origin'], credential: 'tls', steps: [get('{{origin:named-tls}}/a'), get('{{origin:other-tls}}/b', { ask: 'elsewhere' }), get('{{origin:named-tls}}/c'), get('{{origin:other-tls}}/d', { ask: 'elsewhere' })], expect: { is: 'scrubbed' } },
] // prettier-ignore

/** The proxy itself as target, by a credential that its owner bound to it. */
const OWN = 'http://{{proxy}}'
const own: Row = {
  id: 'goes-own-port-bound',
  title: 'The owner binds a credential to the proxy itself, and a caller asks for it: the proxy is not its own caller',
  needs: ['own-api', 'address-guard'],
  surfaces: ['reverse', 'json-api', 'mcp'],
  steps: [
    { do: 'own', method: 'POST', path: '/v1/credentials', caller: 'admin', body: `{"alias":"own-{{nonce}}","type":"api_key","data":{"key":"{{nonce}}{{nonce}}"},"hosts":["${OWN}"]}` },
    get(`${OWN}/health`, { ask: 'own-{{nonce}}', status: { refused: true } }),
    get(`${OWN}/v1/credentials`, { ask: 'own-{{nonce}}', headers: [['X-Vultrino-Credential', 'bearer']], status: { refused: true } }),
  ],
  expect: { is: 'blocked' },
} // prettier-ignore

export const MORE_PLACES_CASES: readonly AttackCase[] = attacks(1, {}, [...clear, ...turns, own])
