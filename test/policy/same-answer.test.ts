import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { initialised, type Product, type RunningServer } from '../support/product.ts'
import { arbitraryPolicies } from './arbitrary-policies.ts'
import { allNaively, type NaiveCondition, type NaivePolicy, type NaiveUse } from './naive-policies.ts'
import { startRawTarget, type RawTarget } from './raw-target.ts'

const ALIASES = ['a0', 'a1', 'a2', 'a3', 'a4']
const PER_ALIAS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 1000 : 40
let product: Product
let target: RawTarget
let server: RunningServer
/** Two policies apply to each alias. */
let sets: Map<string, NaivePolicy[]>

beforeAll(async () => {
  product = await initialised()
  target = await startRawTarget()
  for (const alias of ALIASES) await add(alias)
  await add('own', '--header-name', 'X-Api-Key')
  for (const alias of ['few', 'slow']) await add(alias)
  mkdirSync(join(product.folder, 'policies.d'))
  const { policy } = arbitraryPolicies([target.origin], ['http', 'api'])
  sets = new Map(ALIASES.map((alias) => [alias, fc.sample(policy, 2)]))
  write(
    'generated.toml',
    [...sets].map(([alias, set]) => set.map((one, i) => toml(one, alias, i)).join('')),
  )
  write('more.toml', [
    head('own', 'own', 'deny'),
    '[[policies.rules]]\ncondition = { header_match = { name = "X-Api-Key", pattern = "*" } }\naction = "allow"\n',
    head('few', 'few', 'deny'),
    '[[policies.rules]]\ncondition = { rate_limit = { max = 1, window_secs = 3600 } }\naction = "allow"\n',
    head('slow', 'slow', 'deny'),
    '[[policies.rules]]\ncondition = { body_match = { pointer = "/ok", exists = true } }\naction = "allow"\n',
  ])
  server = await product.serve(['--bind', '127.0.0.1:0', '-v'])
}, 60_000)
afterAll(async () => {
  await server.stop()
  await target.close()
  product.remove()
})

async function add(alias: string, ...more: readonly string[]): Promise<void> {
  const key = ['--key', `key-of-${alias}-0123456789`, '--host', target.origin]
  expect(await product.cli(['add', '--alias', alias, ...key, ...more])).toMatchObject({ code: 0 })
}
function write(name: string, parts: readonly string[]): void {
  const file = join(product.folder, 'policies.d', name)
  writeFileSync(`${file}.new`, parts.join(''))
  renameSync(`${file}.new`, file)
}
const head = (name: string, alias: string, action: string): string =>
  `[[policies]]\nname = "${name}"\ncredential_pattern = "${alias}"\ndefault_action = "${action}"\n`
const toml = (policy: NaivePolicy, alias: string, index: number): string =>
  `${head(`${alias}-${index}`, alias, policy.default_action)}evaluation = "${policy.evaluation}"\n${policy.rules
    .map(
      ({ condition, action }) =>
        `[[policies.rules]]\ncondition = ${inline(condition)}\naction = "${action}"\n`,
    )
    .join('')}`
/** As an inline table. */
function inline(value: NaiveCondition | string | number | readonly unknown[] | object): string {
  if (Array.isArray(value)) return `[${value.map((one: object | string) => inline(one)).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, inner]: [string, string | object]) => `${name} = ${inline(inner)}`)
    .join(', ')} }`
}

/** What the real server makes of it. */
async function really(alias: string, { url, method, surface }: NaiveUse): Promise<string> {
  const response =
    surface === 'http'
      ? await fetch(`${server.url}/${url}`, { method, headers: { 'X-Vultrino-Credential': alias } })
      : await fetch(`${server.url}/v1/execute`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ credential: alias, action: 'http.request', params: { method, url } }),
        })
  const { error } = response.ok ? {} : ((await response.json()) as { error?: string })
  if (response.ok) await response.arrayBuffer()
  return error === undefined ? 'allow' : (RESULTS.get(error) ?? error)
}
const RESULTS = new Map([
  ['policy_denied', 'deny'],
  ['approval_required', 'ask'],
])

it('model, `policy test` and the server say the same of every use', async () => {
  const { use } = arbitraryPolicies([target.origin], ['http', 'api'])
  const asked = ALIASES.flatMap((alias) => fc.sample(use, PER_ALIAS).map((one) => ({ alias, ...one })))
  const cases = asked.map(({ alias, url, method, surface }) => {
    const expected = allNaively(sets.get(alias) ?? [], { url, method, surface })
    return `[[cases]]\ncredential = "${alias}"\nurl = "${url}"\nmethod = "${method}"\nsurface = "${surface}"\nexpect = "${expected}"\n`
  })
  const file = join(product.folder, 'cases.toml')
  writeFileSync(file, cases.join(''))
  const { stdout, code } = await product.cli(['policy', 'test', '--file', file])
  expect(stdout.toString()).toBe(`${asked.length} of ${asked.length} as expected\n`)
  expect(code).toBe(0)
  for (const { alias, ...one } of asked)
    expect([alias, one, await really(alias, one)]).toEqual([
      alias,
      one,
      allNaively(sets.get(alias) ?? [], one),
    ])
}, 60_000)

const tested = async (alias: string, ...more: readonly string[]): Promise<string> =>
  (
    await product.cli(['policy', 'test', '--credential', alias, '--url', `${target.origin}/`, ...more])
  ).stdout.toString()

it('the field of the credential itself is not the caller’s, when asked about and when sent', async () => {
  const headers = { 'X-Vultrino-Credential': 'own', 'X-Api-Key': 'mine' }
  expect((await fetch(`${server.url}/${target.origin}/`, { headers })).status).toBe(403)
  expect(await tested('own', '--header', 'X-Api-Key: mine')).toContain('Result: deny (default_action)')
})

it('what the local user has used up is used up for `policy test --surface http`, and told in the log', async () => {
  expect(await tested('few', '--surface', 'http')).toContain('Result: allow')
  const use = { url: `${target.origin}/`, method: 'GET', surface: 'http' } as const
  expect(await really('few', use)).toBe('allow')
  expect(await really('few', use)).toBe('rate_limited')
  expect(await tested('few', '--surface', 'api')).toContain('Result: rate_limited')
  expect(await tested('few')).toContain('Result: allow')
  await expect.poll(() => server.log()).toContain('Result: rate_limited (few: rule 1)')
  expect((await product.cli(['policy', 'test', '--surface', 'window'])).code).toBe(2)
})

it('a body that comes slowly is judged by the policies in force when it has come', async () => {
  const { hostname, port, host } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', (data: Buffer) => (answer += data.toString('latin1')))
  const fields = 'X-Vultrino-Credential: slow\r\nContent-Type: application/json\r\nContent-Length: 8'
  socket.write(`POST /${target.origin}/slow HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n\r\n{"ok"`)
  write('shut.toml', [head('shut', 'slow', 'deny')])
  const whole = { 'X-Vultrino-Credential': 'slow', 'Content-Type': 'application/json' }
  const now = async (): Promise<number> =>
    (await fetch(`${server.url}/${target.origin}/`, { method: 'POST', headers: whole, body: '{"ok":1}' }))
      .status
  await expect.poll(now, { timeout: 3000, interval: 50 }).toBe(403)
  target.received.length = 0
  socket.write(':1}')
  await expect.poll(() => answer).toContain('HTTP/1.1 403')
  expect(answer).toContain('"policy":"shut"')
  expect(target.received).toEqual([])
  socket.destroy()
})
