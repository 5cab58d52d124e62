import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Product, type RunningServer } from '../support/product.ts'
import { clientOf, keyWith } from './support-client.ts'

const SECRET = 'a-secret-of-the-owner-0123456789'

let owner: Product
let server: RunningServer
const clients: Product[] = []
let admin: Product
let reader: Product
let writer: Product
let adminKey: string

beforeAll(async () => {
  owner = await initialised()
  for (const alias of ['git-one', 'git-two', 'mail']) {
    await owner.cli(['add', '-a', alias, '-k', '-', '--host', 'a.example.com'], SECRET)
  }
  adminKey = await keyWith(owner, 'everything', ['-p', 'read,write,update,delete,execute'])
  const readerKey = await keyWith(owner, 'reader', ['-p', 'read', '-s', 'git-*'])
  const writerKey = await keyWith(owner, 'writer', ['-p', 'read,write,update,delete', '-s', 'git-*'])
  server = await owner.serve()
  admin = clientOf(server.url, adminKey)
  reader = clientOf(server.url, readerKey)
  writer = clientOf(server.url, writerKey)
  clients.push(admin, reader, writer)
})
afterAll(async () => {
  await server.stop()
  for (const client of clients) client.remove()
  owner.remove()
})

async function json(client: Product, ...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await client.cli([...args, '--json'])
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
  return JSON.parse(stdout.toString())
}
const aliases = async (client: Product): Promise<string[]> =>
  ((await json(client, 'list')) as { alias: string }[]).map(({ alias }) => alias)

it('whoami says key, role and scopes', async () => {
  expect((await reader.cli(['whoami'])).stdout.toString()).toMatch(
    /^You are: an API key\nKey: reader \(vk_[a-z0-9]{8}\)\nRole: reader\nPermissions: read\nScopes: git-\*\nExpires: never\n$/,
  )
  expect(await json(reader, 'whoami')).toMatchObject({ kind: 'key', key_name: 'reader', expires_at: null })
})

it('looking gives what the owner sees, within the scopes', async () => {
  expect(await json(admin, 'list')).toEqual(await json(owner, 'list'))
  expect(await json(admin, 'get', 'mail')).toEqual(await json(owner, 'get', 'mail'))
  expect((await admin.cli(['list'])).stdout).toEqual((await owner.cli(['list'])).stdout)
  expect((await admin.cli(['get', 'mail'])).stdout).toEqual((await owner.cli(['get', 'mail'])).stdout)
  expect((await admin.cli(['role', 'list'])).stdout).toEqual((await owner.cli(['role', 'list'])).stdout)
  expect(await aliases(reader)).toEqual(['git-one', 'git-two'])
})

it('a credential is added, changed, rotated and deleted', async () => {
  const added = await writer.cli(['add', '-a', 'git-new', '-k', '-', '--host', 'b.example.com'], SECRET)
  expect(added).toMatchObject({ code: 0, stderr: 'Bound to https://b.example.com.\n' })
  expect(added.stdout.toString()).toBe('Added credential: git-new\n')
  expect(await writer.cli(['update', 'git-new', '--description', 'changed'])).toMatchObject({ code: 0 })
  expect(await writer.cli(['update', 'git-new', '--key', '-'], 'another-secret-0123')).toMatchObject({
    code: 0,
  })
  expect(await json(owner, 'get', 'git-new', '--show-secret')).toMatchObject({
    description: 'changed',
    key: 'another-secret-0123',
  })
  const renamed = ['update', 'git-new', '--alias', 'git-moved', '--key', '-', '--host', 'c.example.com']
  expect(await writer.cli(renamed, SECRET)).toMatchObject({ code: 0 })
  expect(await json(owner, 'get', 'git-moved')).toMatchObject({
    binding: [{ origin: 'https://c.example.com', addresses: [] }],
  })
  expect(await writer.cli(['delete', 'git-moved', '--force'])).toMatchObject({ code: 0 })
  expect(await owner.cli(['get', 'git-moved'])).toMatchObject({ code: 3 })
})

describe('what a key may not do is refused as the server refuses it', () => {
  it.each<[string, () => Product, string[], number, string]>([
    [
      'no permission',
      () => reader,
      ['delete', 'git-one', '--force'],
      4,
      "Permission denied for credential 'git-one'",
    ],
    ['out of scope', () => reader, ['get', 'mail'], 4, "Permission denied for credential 'mail'"],
    ['out of scope, not there', () => reader, ['get', 'none'], 4, "Permission denied for credential 'none'"],
    [
      'roles',
      () => reader,
      ['role', 'list'],
      4,
      'roles and API keys are managed by those who may do everything',
    ],
    ['keys', () => writer, ['key', 'create', 'x', '-r', 'admin'], 4, 'roles and API keys are managed by'],
    [
      'a wider binding',
      () => writer,
      ['bind', 'git-one', 'evil.example.com'],
      4,
      'vultrino update git-one --key -',
    ],
    ['not there', () => reader, ['get', 'git-none'], 3, "Credential 'git-none' not found"],
    [
      'taken',
      () => writer,
      ['add', '-a', 'git-one', '-k', 'k'.repeat(20)],
      1,
      "Credential 'git-one' already exists",
    ],
    ['a request', () => reader, ['request', 'git-one', 'https://a.example.com/'], 4, 'execute'],
    [
      'another host',
      () => admin,
      ['request', 'git-one', 'https://evil.example.com/'],
      4,
      'may not be sent to',
    ],
  ])('%s', async (_, client, args, code, text) => {
    const refused = await client().cli(args)
    expect(refused.stderr).toContain(text)
    expect(refused.code).toBe(code)
    expect(refused.stdout.toString()).toBe('')
  })
})

it('an administrator makes roles and keys, and a key lives as long as it may', async () => {
  expect(await admin.cli(['role', 'create', 'short', '-p', 'read'])).toMatchObject({ code: 0, stderr: '' })
  expect(await admin.cli(['role', 'update', 'short', '-s', 'git-*'])).toMatchObject({ code: 0 })
  expect(await json(admin, 'role', 'get', 'short')).toEqual(await json(owner, 'role', 'get', 'short'))
  const created = await admin.cli(['key', 'create', 'short-key', '-r', 'short', '-e', '7d', '--json'])
  expect(created.stderr).toBe("\nIMPORTANT: Save this key now. It won't be shown again.\n")
  const { key } = JSON.parse(created.stdout.toString()) as { key: string }
  const holder = clientOf(server.url, key)
  clients.push(holder)
  expect(await aliases(holder)).toEqual(['git-one', 'git-two'])
  const keys = (await json(admin, 'key', 'list')) as { name: string; last_used_at: string | null }[]
  expect(keys.find(({ name }) => name === 'everything')?.last_used_at).not.toBeNull()

  expect((await admin.cli(['key', 'revoke', 'short-key'])).stdout.toString()).toBe(
    `Revoked API key: ${key.slice(0, 11)}\n`,
  )
  const revoked = await holder.cli(['list'])
  expect(revoked).toMatchObject({ code: 4, stdout: Buffer.alloc(0) })
  expect(revoked.stderr).toContain('VULTRINO_API_KEY holds no key that this server takes')
  expect((await admin.cli(['role', 'delete', 'short'])).stdout.toString()).toBe('Deleted role: short\n')
})

it.each([
  ['an act', ['get', 'mail']],
  ['a request', ['request', 'mail', 'https://a.example.com/']],
])(
  'with -v, %s that the server refuses names the id under which it stands in the audit log',
  async (_, args) => {
    const refused = await reader.cli(['-v', ...args])
    const [, id = ''] = /^request id: ([0-9a-f]+)$/m.exec(refused.stderr) ?? []
    const found = await owner.cli(['audit', 'search', '--request-id', id, '--json'])
    expect(id).toMatch(/^.{16}$/)
    expect(JSON.parse(found.stdout.toString())).toMatchObject([
      { request_id: id, decision: 'deny', credential: 'mail' },
    ])
    expect((await reader.cli(args)).stderr).not.toContain('request id')
  },
)

it('without a key, where keys exist, it says which variable to set', async () => {
  const nobody = clientOf(server.url)
  clients.push(nobody)
  const refused = await nobody.cli(['list'])
  expect(refused.code).toBe(4)
  expect(refused.stderr).toContain('hint: Set VULTRINO_API_KEY to an API key')
})

it.each([
  ['list'],
  ['add', '-a', 'git-more', '-k', SECRET],
  ['get', 'mail', '--show-secret'],
  ['request', 'mail', 'https://a.example.com/'],
  ['key', 'create', 'more', '-r', 'admin'],
  ['audit', 'search'],
  ['policy', 'list'],
  ['passwd'],
])(
  'with a key and no server, %s does not work as the owner, though the password is at hand',
  async (...args) => {
    for (const VULTRINO_URL of [undefined, '']) {
      const env = { ...owner.env, VULTRINO_URL, VULTRINO_API_KEY: adminKey }
      const refused = await owner.cli(args.filter(Boolean), '', env)
      expect(refused.stderr).toContain('VULTRINO_API_KEY is set, but VULTRINO_URL names no server')
      expect(refused.stderr).toContain('hint: Set VULTRINO_URL')
      expect(refused.code).toBe(2)
      expect(refused.stdout.toString()).toBe('')
    }
  },
)

it.each([['list'], ['whoami'], ['get', 'none'], ['key', 'list'], ['request', 'mail', 'https://x.example/']])(
  'the key is in no output of %s, however much is said',
  async (...args) => {
    const { stdout, stderr } = await admin.cli(['-v', ...args.filter(Boolean)])
    expect(stdout.toString() + stderr).not.toContain(adminKey)
    expect((stdout.toString() + stderr).length).toBeGreaterThan(0)
  },
)
