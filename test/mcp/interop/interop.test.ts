import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { available, itWith } from '../../support/outside-tool.ts'
import { initialised, type Product, type RunningServer } from '../../support/product.ts'

const PROGRAM = join(import.meta.dirname, '../../../bin/vultrino.js')
const PYTHON = process.env['VULTRINO_TEST_PYTHON'] ?? 'python3'
const python = {
  name: 'the Python package mcp',
  present: available(PYTHON, ['-c', 'import mcp.client.streamable_http']),
}
const inspector = {
  name: 'mcp-inspector 2.x',
  present: String(spawnSync('mcp-inspector', ['--cli', '--help']).stdout).includes('--tool-args-json'),
}

let product: Product
let server: RunningServer
let target: string
let key: string
let readOnly: string
const upstream = createServer((request, response) => {
  if (request.url === '/broken') request.socket.destroy()
  else response.end('fine')
})
/** Nothing may be deleted at the target. */
const POLICY =
  '[[policies]]\nname = "no-deletes"\ncredential_pattern = "*"\ndefault_action = "allow"\n[[policies.rules]]\ncondition = { method_match = ["DELETE"] }\naction = "deny"\n'

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  target = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  product = await initialised()
  // Four clients of one key, one after the other, call more in a minute than one would.
  const config = join(product.folder, 'config.toml')
  const written = readFileSync(config, 'utf8')
  writeFileSync(config, written.replace('[limits]\n', '[limits]\nmanagement_per_minute = 10000\n'))
  mkdirSync(join(product.folder, 'policies.d'))
  writeFileSync(join(product.folder, 'policies.d', 'one.toml'), POLICY)
  await product.cli(['add', '--alias', 'github-api', '--key', '-', '--host', target], 'secret-of-interop')
  key = await keyOf('interop', 'admin')
  readOnly = await keyOf('reader', 'read-only')
  server = await product.serve()
}, 60_000)

afterAll(async () => {
  await server.stop()
  product.remove()
  upstream.close()
})

async function keyOf(name: string, role: string): Promise<string> {
  const made = await product.cli(['key', 'create', name, '--role', role, '--json'])
  return (JSON.parse(made.stdout.toString()) as { key: string }).key
}

const request = (more: object): [string, Record<string, unknown>] => [
  'http_request',
  { credential: 'github-api', method: 'GET', url: `${target}/`, ...more },
]

/** Every tool there is, and each documented error, in order; with what the answer has to hold. */
const calls = (): readonly (readonly [string, Record<string, unknown>, string])[] => [
  ['list_credentials', {}, 'github-api'],
  [...request({}), 'fine'],
  ['add_credential', { alias: 'new-api', type: 'api_key', key: 'some-new-secret-1' }, '"success":true'],
  ['get_credential', { alias: 'new-api' }, 'new-api'],
  ['update_credential', { alias: 'new-api', description: 'changed' }, 'changed'],
  ['check_access', request({})[1], '"allowed":true'],
  ['whoami', {}, 'interop'],
  ['add_credential', { alias: 'new-api', type: 'api_key', key: 'some-new-secret-1' }, 'alias_exists'],
  ['add_credential', { alias: 'odd', type: 'nonsense', key: 'x' }, 'invalid_type'],
  [...request({ credential: 'new-api', url: 'https://api.example.com/' }), 'unbound_credential'],
  ['delete_credential', { alias: 'new-api' }, '"success":true'],
  ['delete_credential', { alias: 'new-api' }, 'not_found'],
  [...request({ credential: 'nobody' }), 'credential_not_found'],
  [...request({ url: 'https://evil.example/' }), 'destination_denied'],
  [...request({ method: 'DELETE' }), 'policy_denied'],
  [...request({ url: `${target}/broken` }), 'upstream_error'],
  [...request({ api_key: readOnly }), 'permission_denied'],
  ['whoami', { api_key: 'vk_00000000000000000000000000000000' }, 'unauthorized'],
]

const TOOLS = ['list_credentials', 'http_request', 'add_credential', 'delete_credential']

interface Way {
  readonly command: string
  readonly args: string[]
  readonly env: Record<string, string>
}

/** The three ways in: the vault's password, a running server through the bridge, HTTP. */
function stdio(kind: 'vault' | 'bridge'): Way {
  const { PATH = '', HOME = '', ...vault } = product.env as Record<string, string>
  const remote = { VULTRINO_URL: server.url, VULTRINO_API_KEY: key }
  const env = { PATH, HOME, ...(kind === 'vault' ? { ...vault, VULTRINO_API_KEY: key } : remote) }
  return {
    command: process.execPath,
    args: [PROGRAM, ...(kind === 'vault' ? ['serve', '--mcp'] : ['mcp'])],
    env,
  }
}

function expectResults(results: readonly unknown[], wanted = calls()): void {
  expect(results.map((result, at) => JSON.stringify(result).includes(quoted(wanted[at]?.[2] ?? '')))).toEqual(
    wanted.map(() => true),
  )
  expect(JSON.stringify(results)).not.toContain('secret-of-interop')
}

/** As it stands in the text of a result, which is itself in JSON. */
const quoted = (text: string): string => text.replaceAll('"', String.raw`\"`)

describe.each(['vault', 'bridge', 'http'] as const)('over %s', (way) => {
  const transport = (): Transport =>
    way === 'http'
      ? new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
          requestInit: { headers: { authorization: `Bearer ${key}` } },
        })
      : new StdioClientTransport({ ...stdio(way), stderr: 'ignore' })

  it.each(['legacy', 'auto'] as const)(
    'the official TypeScript client (%s)',
    { timeout: 60_000 },
    async (mode) => {
      const client = new Client({ name: 'interop', version: '1' }, { versionNegotiation: { mode } })
      await client.connect(transport())
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(expect.arrayContaining(TOOLS))
      const results: unknown[] = []
      for (const [name, args] of calls()) {
        results.push(
          await client.callTool({ name, arguments: args }).catch((error: unknown) => String(error)),
        )
      }
      expectResults(results)
      await client.close()
    },
  )

  itWith(
    python,
    'the official Python client',
    async () => {
      const wire =
        way === 'http'
          ? { url: `${server.url}/mcp`, headers: { authorization: `Bearer ${key}` } }
          : stdio(way)
      const job = { ...wire, calls: calls().map(([name, args]) => [name, args]) }
      const said = await output(PYTHON, [join(import.meta.dirname, 'client.py'), JSON.stringify(job)])
      const answer = JSON.parse(said) as Record<'tools' | 'results' | 'resources' | 'prompts', string[]>
      expect(answer.tools).toEqual(expect.arrayContaining(TOOLS))
      expect(answer.resources).toContain('vultrino://credentials')
      expect(answer.prompts.length).toBeGreaterThan(0)
      expectResults(answer.results)
    },
    60_000,
  )

  itWith(
    inspector,
    'the MCP Inspector',
    async () => {
      for (const era of ['legacy', 'modern']) {
        const { result } = (await inspected(way, era, ['--method', 'tools/list'])) as {
          result: { tools: { name: string }[] }
        }
        expect(result.tools.map(({ name }) => name)).toEqual(expect.arrayContaining(TOOLS))
      }
      const results: unknown[] = []
      // Where it opens the vault itself, every run of it derives the key anew.
      const wanted = way === 'vault' ? calls().slice(0, 2) : calls()
      for (const [name, args] of wanted) {
        const call = ['--tool-name', name, '--tool-args-json', JSON.stringify(args)]
        results.push(await inspected(way, 'modern', ['--method', 'tools/call', ...call]))
      }
      expectResults(results, wanted)
    },
    240_000,
  )
})

/** One run of the Inspector, which makes one request; what it prints. */
async function inspected(
  way: 'vault' | 'bridge' | 'http',
  era: string,
  asked: readonly string[],
): Promise<unknown> {
  const options = ['--protocol-era', era, '--format', 'json', '--quiet', ...asked]
  const said =
    way === 'http'
      ? ['--cli', `${server.url}/mcp`, '--header', `Authorization: Bearer ${key}`, ...options]
      : ['--cli', ...variables(stdio(way).env), ...options, '--', stdio(way).command, ...stdio(way).args]
  // It keeps files of its own there. It ends with 5 where a tool says it was refused.
  const env = { PATH: process.env['PATH'], HOME: product.folder }
  return JSON.parse(await output('mcp-inspector', said, { env, codes: [0, 5] }))
}

const variables = (env: Way['env']): string[] =>
  Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`])

interface Running {
  readonly env?: NodeJS.ProcessEnv
  readonly codes?: readonly number[]
}

/** What a program prints; throws with what it complains of. */
async function output(
  command: string,
  args: readonly string[],
  { env = process.env, codes = [0] }: Running = {},
): Promise<string> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code === null || !codes.includes(code))
    throw new Error(`${command} ended with ${String(code)}: ${complaint}${out}`)
  return out
}
