import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { echoPlan, type EchoPlan } from '../../support/echo-plan.ts'
import { startEchoUpstream, type EchoUpstream } from '../../support/echo-upstream.ts'
import { findLeak } from '../../support/find-leak.ts'
import { initialised, type Product } from '../../support/product.ts'
import { rawSession, type Message, type RawSession } from './raw-session.ts'

const LONG = process.env['VULTRINO_LONG_TESTS'] === '1'
const RUNS = LONG ? 5_000 : 150
const PLAIN: EchoPlan = {
  place: 'body',
  spelling: 'raw',
  coding: 'identity',
  contentType: null,
  before: '',
  after: '',
  pieces: [64],
  status: 200,
}
const secret = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{16,60}$/),
  fc.stringMatching(/^[A-Za-z0-9+/=%&"<>\\.~!]{12,40}$/),
)
const secrets = fc.sample(secret, { numRuns: 4, seed: 20261124 })
const aliases = secrets.map((_, i) => `canary-${String(i)}`)

let product: Product
let upstream: EchoUpstream
let session: RawSession
/** What the session had said and logged when it was last looked at. */
let looked = 0

beforeAll(async () => {
  product = await initialised()
  upstream = await startEchoUpstream(PLAIN)
  for (const [i, value] of secrets.entries()) {
    const args = ['add', '--alias', aliases[i] ?? '', '--key', '-', '--host', upstream.origin]
    expect(await product.cli(args, value)).toMatchObject({ code: 0 })
  }
  const audit = JSON.stringify(join(product.folder, 'audit.log'))
  writeFileSync(
    join(product.folder, 'config.toml'),
    `[logging]\naudit_file = ${audit}\n[limits]\nproxy_per_minute = 0\nmanagement_per_minute = 0\nfailed_auth_per_minute = 0\n[server]\nlocal_permissions = ["read", "write", "update", "delete", "execute"]\n`,
  )
  session = await rawSession(product, { env: { VULTRINO_LOG: 'trace' } })
})
afterAll(async () => {
  await session.end()
  await upstream.close()
  product.remove()
})

/** Every secret, in everything that stdout has said since the last look. */
function expectNoLeak(): void {
  const said = session.stdout()
  const news = said.subarray(looked)
  looked = said.byteLength
  for (const value of secrets) expect(findLeak(news, value)).toBeNull()
}

it('no answer, progress or error of http_request holds a secret, however the target spells it', async () => {
  const index = fc.integer({ min: 0, max: secrets.length - 1 })
  await fc.assert(
    fc.asyncProperty(index, echoPlan, async (i, plan) => {
      upstream.plan = plan
      const args = { credential: aliases[i], method: 'GET', url: `${upstream.origin}/` }
      await session.call('http_request', args, { progressToken: i })
      expect(upstream.received.at(-1)).toContain(`Bearer ${secrets[i] ?? ''}`)
      expectNoLeak()
    }),
    { numRuns: RUNS },
  )
})

/** Whatever a client may write where it should write something else. */
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(...aliases),
  fc.string({ maxLength: 200 }),
  fc.constantFrom('../canary-0', 'canary-0\r\nX: y', '{"$ref":"#"}', 'vultrino://credentials/canary-0'),
  fc.constant('x'.repeat(200_000)),
)
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  list_credentials: [],
  whoami: [],
  get_credential: ['alias'],
  check_access: ['credential', 'method', 'url', 'query', 'headers', 'body'],
  http_request: [
    'credential',
    'method',
    'url',
    'headers',
    'body',
    'body_encoding',
    'query',
    'follow_redirects',
  ],
  update_credential: ['alias', 'new_alias', 'description', 'hosts', 'metadata', 'username'],
}
const call = fc.constantFrom(...Object.keys(TOOLS)).chain((name) => {
  const names = [...(TOOLS[name] ?? []), 'api_key', 'unknown', '__proto__']
  return fc.record({
    name: fc.constant(name),
    arguments: fc.dictionary(fc.constantFrom(...names), junk, { maxKeys: 8 }),
  })
})

it('whatever the arguments, a tool answers, and no answer holds a secret', async () => {
  upstream.plan = PLAIN
  await fc.assert(
    fc.asyncProperty(call, async (asked) => {
      const answer = await session.request('tools/call', asked)
      expect(answer.result ?? answer.error).toBeDefined()
      expect(answer.error?.code).not.toBe(-32603)
      expect(JSON.stringify(answer)).not.toContain('internal_error')
      expectNoLeak()
    }),
    { numRuns: RUNS },
  )
})

it('neither resources nor prompts nor completions hold one, whatever is asked of them', async () => {
  const asked: fc.Arbitrary<[string, object]> = fc.oneof(
    fc.tuple(
      fc.constant('resources/read'),
      fc.record({
        uri: fc.oneof(
          junk,
          fc.constantFrom('vultrino://credentials', 'vultrino://credentials/canary-1', 'vultrino://docs/mcp'),
        ),
      }),
    ),
    fc.tuple(
      fc.constant('prompts/get'),
      fc.record({
        name: fc.constantFrom('use_credentials', 'credential_guide', 'handle_errors', 'none'),
        arguments: fc.dictionary(fc.constantFrom('alias', 'task', 'error', 'x'), junk),
      }),
    ),
    fc.tuple(
      fc.constant('completion/complete'),
      fc.record({
        ref: fc.constantFrom<object>(
          { type: 'ref/prompt', name: 'credential_guide' },
          { type: 'ref/resource', uri: 'vultrino://credentials/{alias}' },
        ),
        argument: fc.record({
          name: fc.constantFrom('alias', 'name'),
          value: fc.constantFrom('', 'can', 'x'),
        }),
      }),
    ),
    fc.tuple(
      fc.constantFrom('tools/list', 'resources/list', 'resources/templates/list', 'prompts/list', 'ping'),
      fc.constant({}),
    ),
  )
  await fc.assert(
    fc.asyncProperty(asked, async ([method, params]) => {
      const answer: Message = await session.request(method, params)
      expect(answer.result ?? answer.error).toBeDefined()
      expectNoLeak()
    }),
    { numRuns: RUNS },
  )
})

it('what was logged and recorded meanwhile holds none either', () => {
  const everything = Buffer.concat([
    Buffer.from(session.stderr()),
    readFileSync(join(product.folder, 'audit.log')),
    readFileSync(join(product.folder, 'data', 'state.db')),
    readFileSync(join(product.folder, 'data', 'credentials.enc')),
  ])
  expect(everything.byteLength).toBeGreaterThan(10_000)
  for (const value of secrets) expect(everything.includes(value)).toBe(false)
})

it('a secret given where it does not belong is repeated by nothing', async () => {
  const given = 'misplaced-secret-0123456789'
  const asks: [string, object][] = [
    ['add_credential', { alias: 'a b', type: 'api_key', key: given }],
    ['add_credential', { alias: 'ok', type: given, key: given }],
    ['add_credential', { alias: 'ok', type: 'api_key', key: given, hosts: [`${given}!`] }],
    ['add_credential', { alias: 'ok', type: 'api_key', secret: given }],
    ['add_credential', { alias: 'ok', type: 'api_key', [given]: 'x' }],
    ['http_request', { credential: 'canary-0', method: given, url: upstream.origin }],
    ['whoami', { api_key: given }],
    ['whoami', { token: given }],
  ]
  for (const [name, args] of asks) expect((await session.call(name, args)).isError, name).toBe(true)
  const log = session.stderr() + readFileSync(join(product.folder, 'audit.log'), 'utf8')
  expect(session.stdout().includes(given)).toBe(false)
  expect(log).not.toContain(given)
})
