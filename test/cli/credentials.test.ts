import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Product } from '../support/product.ts'

let product: Product
beforeAll(async () => {
  product = await initialised()
})
afterAll(() => {
  product.remove()
})

interface Shown {
  readonly id: string
  readonly alias: string
  readonly metadata: Record<string, unknown>
  readonly binding: { readonly origin: string; readonly addresses: string[] }[]
  readonly created_at: string
  readonly weak: boolean
  readonly key?: string
}

/** Runs a command that must work, and answers its stdout. */
async function ok(args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await product.cli(args, input)
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.toString()
}

const shown = async (alias: string, ...more: string[]): Promise<Shown> =>
  JSON.parse(await ok(['get', alias, '--json', ...more])) as Shown

describe('add', () => {
  it('binds a known key to its service and says so', async () => {
    const added = await product.cli(['add', '--alias', 'github-api', '--key', 'ghp_your_github_token'])
    expect(added.stdout.toString()).toBe('Added credential: github-api\n')
    expect(added.stderr).toBe('Recognised as a key of GitHub: bound to https://api.github.com.\n')
    expect(await shown('github-api')).toMatchObject({
      type: 'api_key',
      binding: [{ origin: 'https://api.github.com', addresses: [] }],
      weak: false,
    })
  })

  it('takes the style of a known key with it, unless told otherwise', async () => {
    const added = await product.cli(['add', '-a', 'claude', '-k', 'sk-ant-0123456789'])
    expect(added.stderr).toContain('bound to https://api.anthropic.com, sent in the header x-api-key')
    await ok(['add', '-a', 'claude-gateway', '-k', 'sk-ant-0123456789', '--host', 'gateway.example.com'])
    expect((await shown('claude-gateway')).metadata).toEqual({})
  })

  it('stores what it cannot bind, and warns', async () => {
    const added = await product.cli(['add', '--alias', 'mystery', '--key', '0123456789abcdef'])
    expect(added.code).toBe(0)
    expect(added.stderr).toContain('vultrino bind mystery HOST')
    expect((await shown('mystery')).binding).toEqual([])
  })

  it('warns of short secrets, and list goes on saying it', async () => {
    const added = await product.cli(['add', '--alias', 'short', '--key', 'xxx', '--host', 'api.example.com'])
    expect(added.stderr).toContain('warning: its secret is shorter than 8 bytes')
    expect(await ok(['list'])).toMatch(/short {2,}api_key .* short-secret/)
    expect(await ok(['get', 'short'])).toContain('Warning: its secret is shorter than 8 bytes')
  })

  it('reads secrets from stdin and from files, without the last line break', async () => {
    const file = join(product.folder, 'token.txt')
    writeFileSync(file, 'from-a-file-1\n')
    await ok(['add', '-a', 'by-stdin', '-k', '-', '--host', 'a.example.com'], 'from-stdin-1\n')
    await ok(['add', '-a', 'by-file', '-k', `@${file}`, '--host', 'a.example.com'])
    expect((await shown('by-stdin', '--show-secret')).key).toBe('from-stdin-1')
    expect((await shown('by-file', '--show-secret')).key).toBe('from-a-file-1')
  })

  it.each([
    ['by-metadata', ['--metadata', '{"header_name": "X-API-Key"}'], { header_name: 'X-API-Key' }],
    [
      'by-options',
      ['--header-name', 'X-A', '--header-prefix', 'Token'],
      { header_name: 'X-A', header_prefix: 'Token' },
    ],
    [
      'by-query',
      ['--query-param', 'key', '--metadata', '{"team":"blue"}'],
      { team: 'blue', query_param: 'key' },
    ],
  ])('places the key: %s', async (alias, options, metadata) => {
    await ok(['add', '-a', alias, '-k', '0123456789', '--host', 'a.example.com', ...options])
    expect((await shown(alias)).metadata).toEqual(metadata)
  })

  it('binds to several hosts, each once, with the addresses they may have', async () => {
    const hosts = [
      '--host',
      'a.example.com',
      '--host',
      'https://A.example.com:443',
      '--host',
      'http://127.0.0.1:9000',
    ]
    const out = await ok([
      'add',
      '-a',
      'multi',
      '-k',
      '0123456789',
      ...hosts,
      '--address',
      '10.0.0.0/8',
      '--json',
    ])
    expect((JSON.parse(out) as Shown).binding.map(({ origin }) => origin)).toEqual([
      'https://a.example.com',
      'http://127.0.0.1:9000',
    ])
    expect((await shown('multi')).binding[0]?.addresses).toEqual(['10.0.0.0/8'])
  })

  it('a name that is taken is a conflict', async () => {
    const again = await product.cli(['add', '--alias', 'github-api', '--key', 'ghp_another_token'])
    expect(again.code).toBe(1)
    expect(again.stderr).toBe(
      "error: Credential 'github-api' already exists\nhint: Change it with `vultrino update github-api`, or choose another alias\n",
    )
  })
})

describe('list and get', () => {
  it('lists in the columns of the reference, then where it may go', async () => {
    const [header = '', ...rows] = (await ok(['list'])).trimEnd().split('\n')
    expect(header.split(/ {2,}/)).toEqual(['ID', 'Alias', 'Type', 'Created', 'Hosts', 'Notes', 'Description'])
    const row = rows.find((line) => line.includes('  github-api '))
    expect(row).toMatch(
      /^[0-9a-f-]{36} {2}github-api +api_key +\d{4}-\d\d-\d\d +https:\/\/api\.github\.com +-/,
    )
  })

  it('lists as JSON by both forms', async () => {
    const all = await ok(['list', '--json'])
    expect(await ok(['list', '--format', 'json'])).toBe(all)
    const aliases = (JSON.parse(all) as Shown[]).map(({ alias }) => alias)
    expect(aliases).toEqual([...aliases].sort())
    expect(all).not.toContain('ghp_your')
  })

  it('shows one as the reference does, under each of its names', async () => {
    await ok(['update', 'github-api', '--description', 'GitHub personal access token'])
    const text = await ok(['get', 'github-api'])
    expect(text).toMatch(
      /^Alias: github-api\nType: api_key\nCreated: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nDescription: GitHub personal access token\n/,
    )
    expect(text).not.toContain('ghp_your')
    expect(await ok(['info', 'github-api'])).toBe(text)
    expect(await ok(['show', 'github-api'])).toBe(text)
  })

  it('shows the secret when asked to', async () => {
    expect(await ok(['get', 'github-api', '--show-secret'])).toContain('API key: ghp_your_github_token\n')
  })
})

describe('update', () => {
  it('changes in place: id and date stay', async () => {
    const before = await shown('github-api')
    await ok(['update', 'github-api', '--key', '-', '--metadata', '{"team":"red"}'], 'ghp_a_newer_token')
    const after = await shown('github-api', '--show-secret')
    expect([after.id, after.created_at]).toEqual([before.id, before.created_at])
    expect(after).toMatchObject({
      key: 'ghp_a_newer_token',
      metadata: { team: 'red' },
      binding: before.binding,
    })
    await ok(['update', 'github-api', '--metadata', '{"team":null}', '--description', ''])
    expect(await shown('github-api')).toMatchObject({ metadata: {}, description: null })
  })

  it('renames, but not onto another', async () => {
    await ok(['update', 'mystery', '--alias', 'renamed'])
    expect(await product.cli(['get', 'mystery'])).toMatchObject({ code: 3 })
    expect(await product.cli(['update', 'renamed', '--alias', 'multi'])).toMatchObject({ code: 1 })
    expect((await shown('renamed')).alias).toBe('renamed')
  })
})

describe('bind and unbind', () => {
  it('adds and takes away, and a host named again takes its new addresses', async () => {
    expect(await ok(['bind', 'renamed', 'a.example.com', '*.b.example.com'])).toBe(
      'renamed may go to: https://a.example.com, https://*.b.example.com\n',
    )
    await ok(['bind', 'renamed', 'a.example.com', '--address', '10.0.0.0/8'])
    expect((await shown('renamed')).binding).toContainEqual({
      origin: 'https://a.example.com',
      addresses: ['10.0.0.0/8'],
    })
    expect(await ok(['unbind', 'renamed', 'a.example.com'])).toBe(
      'renamed may go to: https://*.b.example.com\n',
    )
    expect(await product.cli(['unbind', 'renamed', 'a.example.com'])).toMatchObject({ code: 2 })
    expect(await ok(['unbind', 'renamed', '--all'])).toBe('renamed may go to: nothing\n')
  })
})

describe('delete', () => {
  it('does not ask itself off a terminal, and says what would work', async () => {
    const refused = await product.cli(['delete', 'renamed'])
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('vultrino delete --force renamed') as string,
    })
  })

  it.each([
    ['delete', 'by-stdin'],
    ['remove', 'by-file'],
    ['rm', 'short'],
  ])('%s --force', async (command, alias) => {
    expect(await ok([command, alias, '--force'])).toBe(`Deleted credential: ${alias}\n`)
    expect(await product.cli([command, alias, '--force'])).toMatchObject({ code: 3 })
  })
})
