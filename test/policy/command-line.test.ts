import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditEvents } from '../support/audit-events.ts'
import { initialised, type Product } from '../support/product.ts'

const POLICIES = `
[[policies]]
name = "github-readonly"
credential_pattern = "github-*"
default_action = "deny"

[[policies.rules]]
condition = { url_match = "https://api.github.com/*" }
action = "allow"

[[policies.rules]]
condition = { method_match = ["POST", "PUT", "PATCH", "DELETE"] }
action = "deny"

[[policies.rules]]
name = "agents at night"
condition = { and = [{ principal_match = { role = "executor" } }, { time_window = { start = "22:00", end = "06:00", timezone = "UTC" } }] }
action = "deny"

[[policies]]
name = "nobody"
credential_pattern = "prod-*"

[[policies.rules]]
condition = { url_match = "https://api.github.com/search?" }
action = "allow"
`
let product: Product
beforeAll(async () => {
  product = await initialised()
  appendFileSync(join(product.folder, 'config.toml'), POLICIES)
  expect(
    await product.cli(['add', '--alias', 'github-api', '--key', 'ghp_0123456789abcdefghij']),
  ).toMatchObject({ code: 0 })
})
afterAll(() => {
  product.remove()
})

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { code, stdout, stderr } = await product.cli(['policy', ...args])
  return { code, out: stdout.toString(), err: stderr }
}
const test = (...more: string[]): ReturnType<typeof run> =>
  run('test', '--credential', 'github-api', '--url', 'https://api.github.com/user', ...more)

describe('policy test', () => {
  it('answers as the reference prints it, then says why', async () => {
    const { code, out } = await test('--method', 'GET')
    expect(code).toBe(0)
    expect(out).toMatch(/^Result: allow \(matched rule 1: url_match\)\n/)
    expect(out).toContain('Rule 2 deny method_match: GET in [POST, PUT, PATCH, DELETE] = false')
  })
  it.each<[string[], string]>([
    [['--method', 'POST'], 'deny (matched rule 2: method_match)'],
    [['--header', 'X-HTTP-Method-Override: DELETE'], 'deny (matched rule 2: method_match)'],
    [['--role', 'executor', '--at', '2026-01-01T23:00:00Z'], 'deny (matched rule 3: and, agents at night)'],
    [['--role', 'read-only'], 'deny (access: no execute permission)'],
    [['--url', 'https://example.com/'], 'deny (binding: the credential is bound to other destinations)'],
  ])('%j: %s', async (more, result) => {
    const { code, out } = await test(...more)
    expect(out).toContain(`Result: ${result}\n`)
    expect(code).toBe(4)
  })
  it('as JSON', async () => {
    const { out } = await test('--method', 'POST', '--json')
    expect(JSON.parse(out)).toMatchObject({
      result: 'deny',
      policy: 'github-readonly',
      rule: 'rule 2',
      policies: [
        {
          policy: 'github-readonly',
          deciding_rule: 2,
          rules: [
            { rule: 1, matched: true },
            { rule: 2, matched: true },
            { rule: 3, matched: false },
          ],
        },
      ],
    })
  })
  it('needs a credential that is there, a key that is there, and a URL', async () => {
    expect(await run('test', '--credential', 'nope', '--url', 'https://h/')).toMatchObject({ code: 3 })
    expect(await test('--key', 'nope')).toMatchObject({ code: 3 })
    expect(await run('test', '--credential', 'github-api')).toMatchObject({ code: 2 })
    expect(await test('--at', 'noon')).toMatchObject({ code: 2 })
  })
})

describe('policy test --file', () => {
  const file = (text: string): string => {
    const path = join(product.folder, 'cases.toml')
    writeFileSync(path, text)
    return path
  }
  const ONE = '[[cases]]\ncredential = "github-api"\nurl = "https://api.github.com/user"\n'
  it('runs expectations, without a vault', async () => {
    const good = file(
      `${ONE}expect = "allow"\nrule = "rule 1"\n${ONE}method = "POST"\nexpect = "deny"\n${ONE}role = "executor"\nat = 2026-01-01T23:00:00Z\nexpect = "deny"\nrule = "agents at night"\n`,
    )
    const password = product.env['VULTRINO_PASSWORD']
    delete product.env['VULTRINO_PASSWORD']
    expect(await run('test', '--file', good)).toMatchObject({ code: 0, out: '3 of 3 as expected\n' })
    product.env['VULTRINO_PASSWORD'] = password
  })
  it('says what differs', async () => {
    const { code, out } = await run(
      'test',
      '--file',
      file(`${ONE}name = "writes"\nmethod = "POST"\nexpect = "allow"\n`),
    )
    expect(code).toBe(4)
    expect(out).toBe(
      'differs  writes: expected allow, was deny (matched rule 2: method_match)\n0 of 1 as expected\n',
    )
  })
  it.each(['x = 1', '[[cases]]\nurl = "https://h/"\n', `${ONE}expect = "maybe"`, `${ONE}exect = "allow"`])(
    'refuses %j',
    async (text) => {
      expect(await run('test', '--file', file(text))).toMatchObject({ code: 1, out: '' })
    },
  )
})

it('policy list', async () => {
  const { out } = await run('list')
  expect(out).toMatch(/^Policy +Credentials/)
  expect(out).toMatch(/github-readonly +github-\* +3 +deny +strict/)
  const { out: json } = await run('list', '--json')
  expect(JSON.parse(json)).toMatchObject({
    default_policy: 'allow',
    policies: [{ name: 'github-readonly' }, { name: 'nobody' }],
  })
})

it('policy lint', async () => {
  const { code, out } = await run('lint')
  expect(code).toBe(0)
  expect(out).toContain('nobody: no stored credential matches "prod-*" [unmatched]')
  expect(out).toContain('the ? stands for one character')
  expect(out).not.toContain('github-readonly')
  expect(await run('lint', '--strict')).toMatchObject({ code: 4 })
})

it('policy explain', async () => {
  await product.cli(['request', 'github-api', 'https://api.github.com/user', '-X', 'DELETE'])
  const { code, out } = await run('explain', lastRequest())
  expect(code).toBe(0)
  expect(out).toContain('Decision: deny, policy "github-readonly", rule 2 (policy_denied)')
  expect(out).toContain('the same')
  expect(await run('explain', 'nope')).toMatchObject({ code: 2 })
})

it('policy explain says nothing of today where policies were never asked', async () => {
  await product.cli(['request', 'github-api', 'https://elsewhere.example/user'])
  const { out } = await run('explain', lastRequest())
  expect(out).toContain('Decision: deny, not by a policy: destination_denied')
  expect(out).not.toContain('Today')
})

function lastRequest(): string {
  return String(auditEvents(join(product.folder, 'data')).at(-1)?.['requestId'])
}
