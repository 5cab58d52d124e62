import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { PERMISSIONS, type Permission } from '../../src/domain/principal.ts'
import type { Secret } from '../../src/domain/secret.ts'
import { wanted } from '../manage/desk.ts'
import { arbitraryPolicies } from '../policy/arbitrary-policies.ts'
import type { NaiveCondition, NaivePolicy } from '../policy/naive-policies.ts'
import { Installation, tried } from './room.ts'

const RUNS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 3000 : 150
const ORIGINS = ['https://a.example.com', 'https://b.example.net', 'http://127.0.0.1:9000']
const ALIASES = ['bound-a', 'bound-wild', 'bound-b', 'unbound', 'missing', 'Bound-A']
const SCOPES: readonly (readonly string[])[] = [[], ['bound-*'], ['missing'], ['un*', 'missing']]
const RIGHTS: readonly (readonly Permission[])[] = [PERMISSIONS, ['execute'], ['read', 'write', 'delete']]

let installation: Installation
const tokens = new Map<string, Secret>()

beforeAll(async () => {
  installation = await Installation.open({
    maxBodySize: 20,
    limits: { proxied: 40, management: 0, failedAuth: 0 },
    stripHeaders: new Set(['x-stripped']),
  })
  const { owner } = installation.desk
  await owner.addCredential(wanted('bound-a', { hosts: ['a.example.com'] }))
  await owner.addCredential(wanted('bound-wild', { hosts: ['*.example.com'] }))
  await owner.addCredential(wanted('bound-b', { hosts: ['http://127.0.0.1:9000', 'b.example.net'] }))
  await owner.addCredential(wanted('unbound', { hosts: [] }))
  for (const [r, permissions] of RIGHTS.entries())
    for (const [s, scopes] of SCOPES.entries()) {
      const name = `role-${r}-${s}`
      await owner.createRole({ name, description: null, permissions, scopes })
      await key(`key-${r}-${s}`, name)
    }
  await owner.createRole({ name: 'gone', description: null, permissions: ['execute'], scopes: [] })
  await key('roleless', 'gone')
  await owner.deleteRole('gone')
  await key('expired', 'executor', installation.desk.now + 60_000)
  installation.desk.now += 120_000
})
afterAll(() => installation[Symbol.dispose]())

async function key(name: string, role: string, expiresAt: number | null = null): Promise<void> {
  const { token } = await installation.desk.owner.createKey({ name, role, expiresAt })
  if (token === null) throw new Error('no token')
  tokens.set(name, token)
}

const inline = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(inline).join(', ')}]`
    : typeof value === 'object' && value !== null
      ? `{ ${Object.entries(value)
          .map(([name, inner]) => `${name} = ${inline(inner)}`)
          .join(', ')} }`
      : JSON.stringify(value)

/** Limits of a few, so that they are used up in the course of the test. */
const tight = (condition: NaiveCondition): unknown =>
  'rate_limit' in condition ? { rate_limit: { max: 3, window_secs: 3600 } } : condition
let made = 0
const toml = ({ policy, pattern }: { policy: NaivePolicy; pattern: string }): string =>
  `[[policies]]\nname = "p${made++}"\ncredential_pattern = "${pattern}"\ndefault_action = "${policy.default_action}"\nevaluation = "${policy.evaluation}"\n${policy.rules
    .map(
      ({ condition, action }) =>
        `[[policies.rules]]\ncondition = ${inline(tight(condition))}\naction = "${action}"\n`,
    )
    .join('')}`

const { policy, use } = arbitraryPolicies(ORIGINS, ['http', 'api'])
const sets = fc.record({
  policies: fc.array(fc.record({ policy, pattern: fc.constantFrom('*', 'bound-*', 'unbound', 'bound-a') }), {
    maxLength: 3,
  }),
  byDefault: fc.constantFrom('allow' as const, 'deny' as const),
})
/** Beside what the model understands: what is refused before any policy, and what changes what is judged. */
const asked = fc.record({
  credential: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...ALIASES) },
    { weight: 1, arbitrary: fc.constantFrom('not-there', 'Unbound') },
  ),
  use,
  url: fc.oneof(
    { weight: 8, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'https://a.example.com:8443/',
        'http://a.example.com/',
        'https://x.y.example.com/',
        'https://u:p@a.example.com/',
        'not a url',
        'https://A.Example.com/x/../y',
        'https://a.example.com/?_method=DELETE',
      ),
    },
  ),
  method: fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom('TRACE', 'get', 'PUT') },
  ),
  headers: fc.constantFrom<readonly string[]>(
    [],
    ['X-HTTP-Method-Override', 'DELETE'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['X-Bad', 'line\nbreak'],
    ['X-Stripped', 'yes', 'Connection', 'close'],
  ),
  body: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('', '_method=DELETE', '{"a":1}', 'x'.repeat(21))
        .map((text) => new TextEncoder().encode(text)),
    },
  ),
  key: fc.nat().map((at) => `key-${at % RIGHTS.length}-${(at >> 4) % SCOPES.length}`),
  special: fc.constantFrom(...Array<null>(8).fill(null), 'roleless', 'expired'),
})

/** Code of the refusal, where it is thrown or in the verdict. */
async function said(check: ReturnType<ReturnType<Installation['room']>['check']>): Promise<string | null> {
  try {
    const { allowed, error } = await check
    expect(allowed).toBe(error === null)
    return error
  } catch (thrown) {
    if (thrown instanceof VultrinoError) return thrown.code
    throw thrown
  }
}

it('the room says of every request what the request path then does, and counts nothing', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(sets, fc.array(asked, { minLength: 8, maxLength: 8 }), async (set, questions) => {
      installation.setPolicies(set.policies.map(toml).join(''), set.byDefault)
      for (const one of questions) {
        const name = one.special ?? one.key
        const token = tokens.get(name)
        if (token === undefined) throw new Error(name)
        const { credential, headers, body } = one
        const surface = one.use.surface
        const question = tried({
          ...{ credential, headers, body, surface },
          url: one.url ?? one.use.url,
          method: one.method ?? one.use.method,
        })
        const before = installation.target.sent
        const owner = installation.room({ kind: 'owner' }, 'web')
        const asOther = await said(owner.check({ ...question, key: name }))
        expect(await said(owner.check({ ...question, key: name }))).toBe(asOther)
        if (one.special === null) {
          const own = installation.room(installation.desk.bearer(token), surface)
          expect(await said(own.check({ ...question, surface: undefined }))).toBe(asOther)
        }
        expect(installation.target.sent).toBe(before)
        const real = await installation.really(question, token)
        expect([question, name, asOther]).toEqual([question, name, real])
        seen.set(String(real), (seen.get(String(real)) ?? 0) + 1)
      }
    }),
    { numRuns: RUNS },
  )
  // Every kind of answer was among them, or the test says little.
  expect([...seen.keys()].sort()).toEqual(
    [
      ...['approval_required', 'destination_denied', 'forbidden', 'invalid_request', 'method_not_allowed'],
      ...['not_found', 'null', 'payload_too_large', 'policy_denied', 'rate_limited', 'unauthorized'],
      'unbound_credential',
    ].sort(),
  )
}, 120_000)
