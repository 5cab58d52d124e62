import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Product } from '../support/product.ts'
import { wordsOf } from './role-samples.ts'

const DAY = 86_400_000
const TOKEN = /^Created API key: (vk_[a-z0-9]{32})\n$/

let product: Product
beforeAll(async () => {
  product = await initialised()
  for (const name of ['readonly', 'github-user', 'github-executor', 'ci-deploy', 'ai-agent']) {
    await product.cli(['role', 'create', name, '-p', 'read,execute'])
  }
})
afterAll(() => {
  product.remove()
})

interface KeyJson {
  readonly id: string
  readonly name: string
  readonly key: string
  readonly key_prefix: string
  readonly role: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
}
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout } = await product.cli([...args, '--json'])
  expect(code).toBe(0)
  return JSON.parse(stdout.toString()) as T
}

it('the first key is shown once, and says what changes with it', async () => {
  const created = await product.cli(['key', 'create', 'first', '--role', 'executor'])
  expect(created.code).toBe(0)
  const [, token = ''] = TOKEN.exec(created.stdout.toString()) ?? []
  expect(token).not.toBe('')
  expect(created.stderr).toMatch(/^\nIMPORTANT: Save this key now\. It won't be shown again\.\n/)
  expect(created.stderr).toContain('callers without an API key are refused ([auth] required = "auto")')
  expect(created.stderr).toContain(`[auth] required = false in ${product.folder}/config.toml`)
  for (const args of [
    ['key', 'list'],
    ['key', 'list', '--json'],
    ['key', 'get', 'first', '--json'],
  ]) {
    expect((await product.cli([...args])).stdout.toString()).not.toContain(token)
  }
  const second = await product.cli(['key', 'create', 'second', '--role', 'executor'])
  expect(second.stderr).toBe("\nIMPORTANT: Save this key now. It won't be shown again.\n")
})

describe('every key of the reference is created as printed', () => {
  it.each<[string, number | null]>([
    ['key create my-app --role executor', null],
    ['key create temp-access --role readonly --expires 30d', 30],
    ['key create annual-key --role executor --expires 1y', 365],
    ['key create temp-key --role readonly --expires 7d', 7],
    ['key create claude-agent --role ai-agent', null],
    ['key create claude-key --role ai-agent --expires 30d', 30],
    ['key create contractor-key --role readonly --expires 90d', 90],
    ['key create ci-key --role ci-deploy --expires 7d', 7],
    ['key create half-day -r readonly -e 12h', 0.5],
    ['key create forever -r readonly -e never', null],
  ])('%s', async (line, days) => {
    const before = Date.now()
    const words = wordsOf(line)
    const created = await product.cli(words)
    expect(created.code).toBe(0)
    expect(created.stdout.toString()).toMatch(TOKEN)
    const { expires_at: expires, name } = await json<KeyJson>('key', 'get', words[2] ?? '')
    expect(name).toBe(words[2])
    if (days === null) expect(expires).toBeNull()
    else {
      const left = Date.parse(expires ?? '') - before
      expect(left).toBeGreaterThanOrEqual(days * DAY)
      expect(left).toBeLessThan(days * DAY + 60_000)
    }
  })

  it('a date is the end of that day', async () => {
    const year = new Date().getUTCFullYear() + 1
    await product.cli(['key', 'create', 'project-key', '--role', 'github-user', '--expires', `${year}-12-31`])
    const { expires_at: expires } = await json<KeyJson>('key', 'get', 'project-key')
    expect(expires).toBe(`${year}-12-31T23:59:59.999Z`)
  })
})

it('the list has the columns of the reference', async () => {
  const lines = (await product.cli(['key', 'list'])).stdout.toString().split('\n')
  expect(lines[0]).toMatch(/^Prefix +Name +Role +Expires +Last Used$/)
  expect(lines.find((line) => line.includes(' my-app '))).toMatch(
    /^vk_[a-z0-9]{4}\.\.\. +my-app +executor +never +never$/,
  )
  expect(lines.find((line) => line.includes(' temp-access '))).toMatch(
    /^vk_[a-z0-9]{4}\.\.\. +temp-access +readonly +\d{4}-\d\d-\d\d +never$/,
  )
})

it('as JSON the key alone is easy to take', async () => {
  const created = await json<KeyJson>('key', 'create', 'piped', '--role', 'executor')
  expect(created).toMatchObject({ name: 'piped', role: 'executor', expires_at: null, last_used_at: null })
  expect(created.key).toMatch(/^vk_[a-z0-9]{32}$/)
  expect(created.key.slice(0, 11)).toBe(created.key_prefix)
})

describe('revoke', () => {
  it.each<[string, (key: KeyJson) => string]>([
    ['prefix', ({ key_prefix }) => key_prefix],
    ['name', ({ name }) => name],
    ['id', ({ id }) => id],
  ])('by %s', async (by, pick) => {
    const key = await json<KeyJson>('key', 'create', `gone-${by}`, '--role', 'executor')
    const revoked = await product.cli(['key', 'revoke', pick(key)])
    expect(revoked).toMatchObject({ code: 0, stderr: '' })
    expect(revoked.stdout.toString()).toBe(`Revoked API key: ${key.key_prefix}\n`)
    expect(await product.cli(['key', 'get', key.name])).toMatchObject({ code: 3 })
  })
})

it.each<[string[], number, string]>([
  [['key', 'revoke', 'vk_0000...'], 2, 'hint: Name it by its name, which `vultrino key list` shows'],
  [['key', 'revoke', 'vk_0000'], 2, 'hint: Name it by its name, which `vultrino key list` shows'],
  [['key', 'create', 'bad name', '-r', 'executor'], 2, 'the name of an API key is 1 to 64 letters'],
  [['key', 'revoke', 'vk_00000000'], 3, "error: API key 'vk_00000000' not found\nhint: `vultrino key list`"],
  [['key', 'get', 'nobody'], 3, "error: API key 'nobody' not found"],
  [['key', 'create', 'x', '--role', 'nobody'], 3, "error: Role 'nobody' not found"],
  [['key', 'create', 'first', '--role', 'executor'], 1, "There is already an API key named 'first'"],
])('%j is refused', async (args, code, text) => {
  const refused = await product.cli(args)
  expect(refused.stderr).toContain(text)
  expect(refused.code).toBe(code)
  expect(refused.stdout.toString()).toBe('')
})

it('whoami is the owner', async () => {
  expect((await product.cli(['whoami'])).stdout.toString()).toBe(
    'You are: the owner, with the vault password\nPermissions: read, write, update, delete, execute\nScopes: (all)\n',
  )
  expect(await json('whoami')).toEqual({
    kind: 'owner',
    permissions: ['read', 'write', 'update', 'delete', 'execute'],
    credential_scopes: [],
    key_name: null,
    key_prefix: null,
    role: null,
    expires_at: null,
  })
})

it('when every key was revoked, the next one changes nothing more', async () => {
  const own = await initialised()
  try {
    for (const [name, said] of [
      ['one', true],
      ['two', false],
    ] as const) {
      const { code, stderr } = await own.cli(['key', 'create', name, '--role', 'executor'])
      expect([code, stderr.includes('callers without an API key are refused')]).toEqual([0, said])
      expect((await own.cli(['key', 'revoke', name])).code).toBe(0)
    }
  } finally {
    own.remove()
  }
})
