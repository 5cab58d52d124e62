import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AuditEvent } from '../support/audit-events.ts'
import { World } from './support-outcomes.ts'

let world: World
beforeAll(async () => {
  world = await World.begin()
})
afterAll(() => world.end())

const ALLOWED = { decision: 'allow', error: null }
const denied = (error: string): AuditEvent => ({ decision: 'deny', error })
const DONE = { outcome: 'complete', error: null }
const failed = (error: string, outcome = 'failed'): AuditEvent => ({ outcome, error })
const PROXIED = { surface: 'http', action: 'http_request' }
const EXECUTED = { surface: 'api', action: 'http_request' }
const REFUSED = { surface: 'api', action: 'api_request' }
const TYPED = { surface: 'cli', action: 'http_request', principal: 'owner' }
const AGENT = { principal: 'key', keyName: 'agent', role: 'agent', ip: '127.0.0.1' }
const ADMIN = { principal: 'key', keyName: 'all-of-it', surface: 'api' }
const BAD = `vk_${'x'.repeat(32)}`
const AS_NOBODY = { headers: { Authorization: `Bearer ${BAD}`, 'X-Vultrino-Credential': 'free-api' } }
const url = (): string => `${world.target.origin}/x`

type Row = readonly [
  what: string,
  act: (w: World) => Promise<unknown>,
  entry: AuditEvent,
  /** Left out for a refusal. */
  result?: AuditEvent,
]

/** Everything that can become of a request, by every door. */
const ROWS: readonly Row[] = [
  [
    'http, allowed',
    (w) => w.proxied('free-api', '/x'),
    { ...PROXIED, ...AGENT, ...ALLOWED },
    { ...DONE, status: 200, bytes: 4 },
  ],
  [
    'http, cut by the client',
    (w) => w.proxied('free-api', '/drip', {}, true),
    { ...PROXIED, ...ALLOWED },
    { outcome: 'cut', status: 200 },
  ],
  [
    'http, cut by the target',
    (w) => w.proxied('free-api', '/cut'),
    { ...PROXIED, ...ALLOWED },
    failed('upstream_error'),
  ],
  [
    'http, no such target',
    (w) => w.proxied('dead-api', '/x'),
    { ...PROXIED, ...ALLOWED },
    failed('upstream_error'),
  ],
  [
    'http, out of scope',
    (w) => w.proxied('other-api', '/x'),
    { ...PROXIED, ...AGENT, ...denied('forbidden') },
  ],
  ['http, no such credential', (w) => w.proxied('none-api', '/x'), { ...PROXIED, ...denied('not_found') }],
  [
    'http, against the policy',
    (w) =>
      w.proxied('read-api', '/x', {
        method: 'DELETE',
        headers: { Authorization: `Bearer ${w.keys.agent}`, 'X-Vultrino-Credential': 'read-api' },
      }),
    { ...PROXIED, ...denied('policy_denied'), policy: 'reads' },
  ],
  [
    'http, another host',
    (w) => w.proxied('free-api', 'http://127.0.0.1:1/x'),
    { ...PROXIED, ...denied('destination_denied') },
  ],
  [
    'http, a bad key',
    (w) => w.proxied('free-api', '/x', AS_NOBODY),
    { ...PROXIED, ...denied('unauthorized'), principal: 'none', credential: 'free-api' },
  ],
  [
    'http, no credential',
    (w) => w.proxied('free-api', '/x', { headers: { Authorization: `Bearer ${w.keys.agent}` } }),
    { ...PROXIED, ...denied('missing_credential') },
  ],
  ['http, no such path', (w) => w.api('GET', '/nowhere'), { surface: 'http', ...denied('no_such_endpoint') }],
  [
    'api, executed',
    (w) => w.execute('free-api', '/x'),
    { ...EXECUTED, ...AGENT, ...ALLOWED },
    { ...DONE, status: 200 },
  ],
  [
    'api, executed and cut by the target',
    (w) => w.execute('free-api', '/cut'),
    { ...EXECUTED, ...ALLOWED },
    failed('upstream_error'),
  ],
  [
    'api, executed in vain',
    (w) => w.execute('dead-api', '/x'),
    { ...EXECUTED, ...ALLOWED },
    failed('upstream_error'),
  ],
  [
    'api, executed out of scope',
    (w) => w.execute('other-api', '/x'),
    { ...EXECUTED, ...denied('forbidden') },
  ],
  [
    'api, executed with a bad key',
    (w) => w.execute('free-api', '/x', BAD),
    { ...REFUSED, ...denied('unauthorized'), principal: 'none' },
  ],
  [
    'api, executed without sense',
    (w) => w.api('POST', '/v1/execute', '{'),
    { ...REFUSED, ...ADMIN, ...denied('invalid_request') },
  ],
  [
    'api, a role made',
    (w) => w.api('POST', '/v1/roles', { name: 'made', permissions: ['read'] }),
    { ...ADMIN, action: 'role.create', credential: 'made', ...ALLOWED },
    DONE,
  ],
  [
    'api, a key for no role',
    (w) => w.api('POST', '/v1/keys', { name: 'k', role: 'none' }),
    { ...ADMIN, action: 'key.create', ...denied('not_found') },
  ],
  [
    'api, a key that expired yesterday',
    (w) => w.api('POST', '/v1/keys', { name: 'k', role: 'made', expires_at: '2001-01-01T00:00:00Z' }),
    { ...ADMIN, ...denied('invalid_request') },
  ],
  [
    'api, keys listed without the right',
    (w) => w.api('GET', '/v1/keys', undefined, w.keys.agent),
    { ...AGENT, action: 'key.list', ...denied('forbidden') },
  ],
  [
    'api, a bad key',
    (w) => w.api('GET', '/v1/credentials', undefined, BAD),
    { ...REFUSED, ...denied('unauthorized') },
  ],
  [
    'api, the log searched',
    (w) => w.api('GET', '/v1/audit', undefined, w.keys.agent),
    { ...AGENT, action: 'audit.search', ...ALLOWED },
    DONE,
  ],
  [
    'api, the log searched without sense',
    (w) => w.api('GET', '/v1/audit?limit=x'),
    { ...ADMIN, ...REFUSED, ...denied('invalid_request') },
  ],
  [
    'api, the log exported',
    (w) => w.api('GET', '/v1/audit/export', undefined, w.keys.agent),
    { ...AGENT, action: 'audit.export', ...ALLOWED },
    DONE,
  ],
  ['api, no such path', (w) => w.api('GET', '/v1/nowhere'), { ...REFUSED, ...denied('no_such_endpoint') }],
  [
    'cli, requested',
    (w) => w.cli('request', 'free-api', url()),
    { ...TYPED, ...ALLOWED },
    { ...DONE, status: 200 },
  ],
  [
    'cli, cut by the target',
    (w) => w.cli('request', 'free-api', `${w.target.origin}/cut`),
    { ...TYPED, ...ALLOWED },
    failed('upstream_error'),
  ],
  [
    'cli, requested in vain',
    (w) => w.cli('request', 'dead-api', 'http://127.0.0.1:9/'),
    { ...TYPED, ...ALLOWED },
    failed('upstream_error'),
  ],
  [
    'cli, no such credential',
    (w) => w.cli('request', 'none-api', url()),
    { ...TYPED, ...denied('not_found') },
  ],
  [
    'cli, another host',
    (w) => w.cli('request', 'free-api', 'http://127.0.0.1:1/'),
    { ...TYPED, ...denied('destination_denied') },
  ],
  [
    'cli, a secret shown',
    (w) => w.cli('get', 'free-api', '--show-secret'),
    { surface: 'cli', action: 'credential.reveal', ...ALLOWED },
    DONE,
  ],
  [
    'cli, a credential changed',
    (w) => w.cli('update', 'free-api', '--description', 'x'),
    { surface: 'cli', action: 'credential.update', credential: 'free-api', ...ALLOWED },
    DONE,
  ],
  [
    'cli, a key revoked that is none',
    (w) => w.cli('key', 'revoke', 'none'),
    { surface: 'cli', action: 'key.revoke', ...ALLOWED },
    failed('not_found'),
  ],
  [
    'client, requested',
    (w) => w.client.cli(['request', 'free-api', url()]),
    { ...PROXIED, ...AGENT, ...ALLOWED },
    { ...DONE, status: 200 },
  ],
  [
    'client, out of scope',
    (w) => w.client.cli(['request', 'other-api', url()]),
    { ...PROXIED, ...AGENT, ...denied('forbidden') },
  ],
  [
    'client, listed',
    (w) => w.client.cli(['list']),
    { ...AGENT, surface: 'api', action: 'credential.list', ...ALLOWED },
    DONE,
  ],
  [
    'client, deleted without the right',
    (w) => w.client.cli(['delete', 'free-api', '--force']),
    { ...AGENT, action: 'credential.delete', ...denied('forbidden') },
  ],
  [
    'client, the log looked at',
    (w) => w.client.cli(['audit', 'tail']),
    { ...AGENT, action: 'audit.search', ...ALLOWED },
    DONE,
  ],
]

it.each(ROWS.map((row) => [row[0], row] as const))('%s: one record, complete', async (_, row) => {
  const [, act, entry, result] = row
  const before = world.events().length
  await act(world)
  const wanted = result === undefined ? 1 : 2
  let events = world.events().slice(before)
  for (let i = 0; i < 200 && events.length < wanted; i++) {
    await sleep(10)
    events = world.events().slice(before)
  }
  // What comes twice would come soon.
  await sleep(30)
  events = world.events().slice(before)
  expect(events).toMatchObject([
    { type: 'intent', ...entry },
    ...(result === undefined ? [] : [{ type: 'result', ...result }]),
  ])
  const [{ requestId, time }] = events as [{ requestId: string; time: number }]
  expect([requestId, time]).toEqual([expect.stringMatching(/./), expect.any(Number)])
})

it('each of them has an id of its own, and the log is whole', async () => {
  const ids = world.events().flatMap((one) => (one['type'] === 'intent' ? [one['requestId']] : []))
  expect(new Set(ids).size).toBe(ids.length)
  expect((await world.cli('audit', 'verify')).code).toBe(0)
})
