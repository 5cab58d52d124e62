import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAuthFront, type AuthFront } from '../http/auth-front.ts'
import { available, itWith } from '../../support/outside-tool.ts'
import { initialised, type Product, type RunningServer } from '../../support/product.ts'

const PROGRAM = join(import.meta.dirname, '../../../bin/vultrino.js')
const PYTHON = process.env['VULTRINO_TEST_PYTHON'] ?? 'python3'
const python = {
  name: 'the Python package mcp',
  present: available(PYTHON, ['-c', 'import mcp.client.streamable_http']),
}
const inspector = {
  name: 'mcp-inspector',
  present: spawnSync('mcp-inspector', ['--cli', '--help']).error === undefined,
}

let product: Product
let server: RunningServer
let target: string
let key: string
/** Not every release of the Inspector sends headers. */
let front: AuthFront
const upstream = createServer((_, response) => response.end('fine'))

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  target = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  product = await initialised()
  await product.cli(['add', '--alias', 'github-api', '--key', '-', '--host', target], 'secret-of-interop')
  const made = await product.cli(['key', 'create', 'interop', '--role', 'admin', '--json'])
  key = (JSON.parse(made.stdout.toString()) as { key: string }).key
  server = await product.serve()
  front = await startAuthFront(server.url, key)
}, 60_000)

afterAll(async () => {
  await front.close()
  await server.stop()
  product.remove()
  upstream.close()
})

/** Every tool there is, and each documented error, in order; with what the answer has to hold. */
const calls = (): readonly (readonly [string, Record<string, unknown>, string])[] => [
  ['list_credentials', {}, 'github-api'],
  ['http_request', { credential: 'github-api', method: 'GET', url: `${target}/` }, 'fine'],
  ['add_credential', { alias: 'new-api', type: 'api_key', key: 'some-new-secret-1' }, '"success":true'],
  ['get_credential', { alias: 'new-api' }, 'new-api'],
  ['update_credential', { alias: 'new-api', description: 'changed' }, 'changed'],
  ['check_access', { credential: 'github-api', method: 'GET', url: `${target}/` }, 'allow'],
  ['whoami', {}, 'interop'],
  ['add_credential', { alias: 'new-api', type: 'api_key', key: 'some-new-secret-1' }, 'alias_exists'],
  ['add_credential', { alias: 'odd', type: 'nonsense', key: 'x' }, ''],
  ['delete_credential', { alias: 'new-api' }, '"success":true'],
  ['delete_credential', { alias: 'new-api' }, 'not_found'],
  ['http_request', { credential: 'nobody', method: 'GET', url: `${target}/` }, 'credential_not_found'],
  [
    'http_request',
    { credential: 'github-api', method: 'GET', url: 'https://evil.example/' },
    'destination_denied',
  ],
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

function expectResults(results: readonly unknown[]): void {
  const wanted = calls()
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
      const { command, args, env } = way === 'http' ? { command: '', args: [], env: {} } : stdio(way)
      const at =
        way === 'http'
          ? [`${front.url}/mcp`, '--transport', 'http']
          : [...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]), command, ...args]
      const inspect = (extra: readonly string[]) => output('mcp-inspector', ['--cli', ...at, ...extra])
      const { tools } = JSON.parse(await inspect(['--method', 'tools/list'])) as { tools: { name: string }[] }
      expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(TOOLS))
      const listed = await inspect(['--method', 'tools/call', '--tool-name', 'list_credentials'])
      expect(listed).toContain('github-api')
    },
    120_000,
  )
})

/** What a program prints; throws with what it complains of. */
async function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${complaint}${out}`)
  return out
}
