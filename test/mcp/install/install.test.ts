import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'smol-toml'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  INSTALL_CLIENTS,
  INSTALL_NAMES,
  type InstallName,
} from '../../../src/surfaces/mcp/install/clients.ts'
import { initialised, type Product } from '../../support/product.ts'

let product: Product

beforeAll(async () => {
  product = await initialised()
  await product.cli(['add', '--alias', 'github-api', '--key', '-', '--host', 'api.github.com'], 'secret-1234')
})
afterAll(() => product.remove())

const install = (args: readonly string[]) => product.cli(['mcp', 'install', ...args])
const fileOf = (name: InstallName): string => {
  const { base, path } = INSTALL_CLIENTS[name].place
  return join(product.folder, ...(base === 'home' ? [] : ['.config']), ...path)
}
const KEY = /vk_[a-z0-9]{32}/

interface Started {
  readonly command: string
  readonly args: readonly string[]
  readonly env: object
}

/** What a client would start. */
function started(name: InstallName, text: string): Started {
  const read = (name === 'codex' ? parse(text) : JSON.parse(text)) as Record<string, Record<string, Started>>
  const list = read[name === 'codex' ? 'mcp_servers' : name === 'vscode' ? 'servers' : 'mcpServers']
  return list?.['vultrino'] ?? { command: '', args: [], env: {} }
}

async function keyNames(): Promise<string[]> {
  const { stdout } = await product.cli(['key', 'list', '--json'])
  const list = JSON.parse(stdout.toString()) as { keys?: { name: string }[] } | { name: string }[]
  return (Array.isArray(list) ? list : (list.keys ?? [])).map(({ name }) => name)
}

it.each(INSTALL_NAMES)('prints and writes the settings of %s', { timeout: 30_000 }, async (name) => {
  const printed = await install([name, '--credentials', 'github-api', '--name', `${name}-printed`])
  expect(printed.stderr).toContain(fileOf(name))
  expect(printed.code).toBe(0)
  const text = printed.stdout.toString()
  // No command line, which a shell would keep.
  expect(text).not.toMatch(/claude mcp add|^export /m)
  expect(started(name, text)).toMatchObject({ command: 'vultrino', args: ['mcp'] })
  expect(JSON.stringify(started(name, text).env)).toMatch(KEY)

  const file = fileOf(name)
  mkdirSync(dirname(file), { recursive: true })
  const before = name === 'codex' ? '# mine\nmodel = "x"\n' : '{\n  "mine": [1, 2]\n}\n'
  writeFileSync(file, before, { mode: 0o644 })
  const written = await install([name, '--credentials', 'github-api', '--write'])
  expect(written.code).toBe(0)
  expect(written.stdout.toString()).not.toMatch(KEY)
  const after = readFileSync(file, 'utf8')
  expect(started(name, after).args).toEqual(['mcp'])
  if (name === 'codex') expect(after.startsWith(before)).toBe(true)
  else expect((JSON.parse(after) as { mine: unknown }).mine).toEqual([1, 2])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const [kept] = readdirSync(dirname(file)).filter((one) => one.includes('.before-vultrino-'))
  expect(readFileSync(join(dirname(file), kept ?? ''), 'utf8')).toBe(before)

  // The second time it is there: nothing is changed, and no key is made.
  const names = await keyNames()
  const again = await install([name, '--credentials', 'github-api', '--write', '--name', `${name}-again`])
  expect([again.code, again.stderr]).toMatchObject([2, expect.stringContaining('of this name already')])
  expect(readFileSync(file, 'utf8')).toBe(after)
  expect(await keyNames()).toEqual(names)
})

it('the key reaches what was named, and nothing else', { timeout: 30_000 }, async () => {
  const { stdout } = await install(['cursor', '--credentials', 'github-api', '--name', 'narrow'])
  const [key = ''] = KEY.exec(stdout.toString()) ?? []
  const server = await product.serve()
  const env = { ...product.env, VULTRINO_URL: server.url, VULTRINO_API_KEY: key }
  const said = await product.cli(['whoami', '--json'], '', env)
  expect(JSON.parse(said.stdout.toString())).toMatchObject({
    role: 'agent-narrow',
    credential_scopes: ['github-api'],
    permissions: ['read', 'execute'],
  })
  await server.stop()
})

it.each([
  [['emacs', '--role', 'executor'], 'claude-desktop'],
  [['cursor'], '--credentials'],
  [['cursor', '--credentials', 'nothing-there'], "Credential 'nothing-there' not found"],
  [['cursor', '--credentials', ' , '], 'holds no alias'],
  [['cursor', '--role', 'nothing-there'], "Role 'nothing-there' not found"],
  [['cursor', '--role', 'executor', '--credentials', 'github-api'], 'exclude each other'],
])('%j is refused, and makes no key', async (args, reason) => {
  const names = await keyNames()
  const { code, stderr } = await install(args)
  expect(stderr).toContain(reason)
  expect(code).not.toBe(0)
  expect(await keyNames()).toEqual(names)
})
