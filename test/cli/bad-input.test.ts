import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, newProduct, type Product } from '../support/product.ts'

let product: Product
beforeAll(async () => {
  product = await initialised()
  await product.cli(['add', '--alias', 'known', '--key', 'ghp_0123456789'])
})
afterAll(() => {
  product.remove()
})

const vault = (): Buffer => readFileSync(join(product.folder, 'data', 'credentials.enc'))

describe('a bad command line is refused before the vault is opened', () => {
  beforeAll(() => {
    // Any attempt to open it would say so, with exit 5.
    product.env['VULTRINO_PASSWORD_FILE'] = join(product.folder, 'missing')
    delete product.env['VULTRINO_PASSWORD']
  })
  afterAll(() => {
    product.env['VULTRINO_PASSWORD'] = 'correct horse battery staple'
    delete product.env['VULTRINO_PASSWORD_FILE']
  })

  it.each<[string[], number, string]>([
    [['lst'], 2, "error: unknown command 'lst'\nhint: Did you mean list?"],
    [['action', 'x'], 2, "error: 'action' is not built yet"],
    [['web', '--bind', 'nowhere'], 2, 'error: --bind takes HOST:PORT or unix:/path'],
    [['start', '--web-bind', 'x'], 2, 'error: --web-bind takes HOST:PORT or unix:/path'],
    [['plugin', 'list'], 2, "error: 'plugin' is not built yet"],
    [['role'], 2, "error: 'role' needs one of: create, list, get, update, delete"],
    [['role', 'crate'], 2, "error: unknown command 'crate'\nhint: Did you mean create?"],
    [['role', 'audit'], 2, "error: unknown command 'audit'"],
    [['role', 'list', '--jsno'], 2, "error: unknown option '--jsno'\nhint: Did you mean --json?"],
    [['role', 'create', 'x'], 2, 'error: missing --permissions'],
    [['role', 'create', 'x', '-p', 'read', '-s', ','], 2, 'error: --scopes holds no pattern'],
    [['role', 'update', 'x'], 2, 'error: nothing to change was given'],
    [['key', 'create', 'x'], 2, 'error: missing --role'],
    [['key', 'create', 'x', '-r', 'executor', '-e', 'soon'], 2, 'an expiry is a time from now'],
    [['key', 'create', 'x', '-r', 'executor', '-e', '2024-12-31'], 2, 'the expiry is in the past'],
    [['serve', '--mcp', '--workers', '2'], 2, 'error: --mcp serves over stdin and stdout'],
    [['list', '--jsno'], 2, "error: unknown option '--jsno'\nhint: Did you mean --json?"],
    [['list', '--format', 'xml'], 2, 'Allowed choices are table, json'],
    [['list', 'extra'], 2, 'error: too many arguments'],
    [['get'], 2, "error: missing required argument 'ALIAS'"],
    [['add', '--key', 'k'], 2, 'error: missing --alias'],
    [['add', '--alias'], 2, 'argument missing'],
    [['add', '-a', 'x', '-t', 'oauth2', '-k', 'k'], 2, 'credentials of type oauth2 are not built yet'],
    [['add', '-a', 'x', '-t', 'nonsense', '-k', 'k'], 2, 'there is no such credential type'],
    [['request', 'known', '--action', 'sign', '--param', 'k=v'], 2, "error: '--action' is not built yet"],
    [['request', 'known', '--param=k=v'], 2, "error: '--param' is not built yet"],
    [['get', 'key', '--jsno'], 2, "error: unknown option '--jsno'"],
    [['add', '-a', 'a b', '-k', 'k'], 2, 'an alias is 1 to 128 letters'],
    [['add', '-a', '', '-k', 'k'], 2, 'an alias is 1 to 128 letters'],
    [['add', '-a', 'ünïcode', '-k', 'k'], 2, 'an alias is 1 to 128 letters'],
    [['add', '-a', 'x\n', '-k', 'k'], 2, 'an alias is 1 to 128 letters'],
    [['add', '-a', 'x'.repeat(129), '-k', 'k'], 2, 'an alias is 1 to 128 letters'],
    [['add', '-a', 'x', '-k', '@/no/such/file'], 2, 'the file it names cannot be used: ENOENT'],
    [['add', '-a', 'x', '-k', '@/'], 2, 'the file it names cannot be used: it is a folder'],
    [['add', '-a', 'x', '-t', 'basic_auth', '-p', '-', '-k', '-'], 2, 'only one value can come from stdin'],
    [['add', '-a', 'x', '-k', 'k', '--metadata', '[1]'], 2, '--metadata takes a JSON object'],
    [['add', '-a', 'x', '-k', 'k', '--metadata', '{'], 2, '--metadata takes a JSON object'],
    [['request', 'known'], 2, 'a credential and a URL are needed'],
    [['request', '-c', 'known', 'other', 'https://a.example/'], 2, 'the credential was given twice'],
    [['request', 'known', 'https://a.example/', '-H', 'nonsense'], 2, "-H takes 'Name: value'"],
    [['request', 'known', 'https://a.example/', '-d', '@/no/such/file'], 2, 'cannot read /no/such/file'],
    [['serve', '-b', 'nowhere'], 2, '--bind takes HOST:PORT or unix:/path'],
    [['serve', '--workers', '0'], 2, '--workers takes a whole number from 1 to 64'],
    [['delete', 'known'], 2, 'vultrino delete --force known'],
    [['unbind', 'known'], 2, 'name the hosts to take away, or give --all'],
    [['completions', 'tcsh'], 2, 'Allowed choices are bash, zsh, fish, powershell'],
  ])('%j', async (args, code, text) => {
    const refused = await product.cli(args)
    expect(refused.stderr).toContain(text)
    expect(refused.code).toBe(code)
    expect(refused.stdout.toString()).toBe('')
  })

  it('a password file that is missing is a storage error', async () => {
    const refused = await product.cli(['list'])
    expect(refused).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('cannot be read (ENOENT)') as string,
    })
  })
})

describe('a bad credential is refused and nothing is stored', () => {
  it.each<[string, string[], string]>([
    ['no key', [], 'needs a key'],
    ['an empty key', ['-k', ''], 'the key is empty'],
    ['a key with a line break', ['-k', 'abc\r\nX-Evil: 1'], 'must be printable ASCII on one line'],
    ['a key with a user', ['-k', 'abc', '-u', 'me'], 'a credential of type api_key has no username'],
    ['basic_auth without a user', ['-t', 'basic_auth', '-p', 'abc'], 'needs a username'],
    ['basic_auth without a password', ['-t', 'basic_auth', '-u', 'abc'], 'needs a password'],
    ['a user with a colon', ['-t', 'basic_auth', '-u', 'a:b', '-p', 'c'], 'must not hold a colon'],
    ['a header that frames', ['-k', 'abc', '--header-name', 'Content-Length'], 'header_name is a field'],
    ['a header that is none', ['-k', 'abc', '--header-name', 'X Y'], 'header_name is not a header name'],
    ['a host that is a path', ['-k', 'abc', '--host', 'a.example.com/path'], 'without a path'],
    ['a host that is everyone', ['-k', 'abc', '--host', '*.com'], 'anyone can register'],
    ['an address without a host', ['-k', 'abc', '--address', '10.0.0.0/8'], 'needs the host it is for'],
    ['a secret in the metadata', ['-k', 'abc', '--metadata', '{"client_secret":"x"}'], 'reads like a secret'],
    ['the key in the description', ['-k', 'abcdefgh', '--description', 'it is abcdefgh'], 'holds a secret'],
    ['another key there', ['-k', 'abc', '--description', `ghp_${'a'.repeat(36)}`], 'holds a secret'],
  ])('%s', async (_, args, text) => {
    const before = vault()
    const refused = await product.cli(['add', '-a', 'bad', ...args])
    expect(refused.stderr).toContain(text)
    expect(refused.stderr).not.toMatch(/abcdefgh|X-Evil/)
    expect(refused.code).toBe(2)
    expect(vault()).toEqual(before)
  })
})

it.each([
  ['add', '-a', 'x', '-t', 'basic_auth', '-u', 'me', '--password', '@dm1nSecret'],
  ['add', '-a', 'x', '--key', '@dm1nSecret', '--json'],
  ['update', 'known', '--key', `@${'dm1nSecret'.repeat(1000)}`],
])('a secret that begins with @ is not shown as a missing file: %s', async (...args) => {
  const refused = await product.cli(args)
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/A secret that itself begins with @ is given on stdin: --\w+ -/)
  expect(refused.stderr).not.toContain('dm1nSecret')
})

it('an alias may begin with a hyphen, and what is advised for it works', async () => {
  const added = await product.cli(['add', '-a', '--all', '-k', '0123456789abcdef'])
  expect(added.stderr).toContain('vultrino bind -- --all HOST')
  expect((await product.cli(['delete', '--', '--all'])).stderr).toContain('vultrino delete --force -- --all')
  expect((await product.cli(['get', '--', '--all'])).stdout.toString()).toContain(
    'vultrino bind -- --all HOST',
  )
  expect(await product.cli(['bind', '--', '--all', 'a.example.com'])).toMatchObject({ code: 0 })
  expect(await product.cli(['delete', '--force', '--', '--all'])).toMatchObject({ code: 0 })
})

it('with --json the error is JSON, on stderr', async () => {
  const refused = await product.cli(['get', 'unknown', '--json'])
  expect(refused.code).toBe(3)
  expect(refused.stdout.toString()).toBe('')
  expect(JSON.parse(refused.stderr)).toEqual({
    error: 'not_found',
    message: "Credential 'unknown' not found",
    details: { alias: 'unknown', hint: '`vultrino list` shows the aliases' },
  })
})

it.each([['serve'], ['init'], ['passwd'], ['doctor'], ['get', 'known', '--show-secret']])(
  'a server that was named is not passed over: %s %s',
  async (...args) => {
    product.env['VULTRINO_URL'] = 'http://127.0.0.1:7878'
    const refused = await product.cli(args.filter(Boolean))
    delete product.env['VULTRINO_URL']
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Unset VULTRINO_URL') as string,
    })
    expect(refused.stdout.toString()).toBe('')
  },
)

it('without a vault it says how to make one', async () => {
  const empty = newProduct()
  delete empty.env['VULTRINO_CONFIG']
  const refused = await empty.cli(['list'])
  empty.remove()
  expect(refused.code).toBe(5)
  expect(refused.stderr).toMatch(
    /error: There is no vault at .*credentials\.enc\nhint: Make one with: vultrino init/,
  )
})

it('a wrong password and a damaged file are told apart', async () => {
  const file = join(product.folder, 'data', 'credentials.enc')
  const good = vault()
  product.env['VULTRINO_PASSWORD'] = 'not the password'
  const wrong = await product.cli(['list'])
  product.env['VULTRINO_PASSWORD'] = 'correct horse battery staple'
  expect(wrong).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('does not open this vault') as string,
  })
  writeFileSync(file, good.subarray(0, good.length - 40))
  const damaged = await product.cli(['list'])
  writeFileSync(file, good)
  expect(damaged).toMatchObject({ code: 5, stderr: expect.stringContaining('is damaged') as string })
})
