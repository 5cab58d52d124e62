import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepared, SECRET, type Prepared } from './prepared.ts'
import { PROGRAM } from './raw-session.ts'
import { startMcpTarget, type McpTarget } from './target.ts'

let product: Prepared
let target: McpTarget
/** Holds `vultrino`, as an installation puts it on the path. */
let folder: string

beforeAll(async () => {
  target = await startMcpTarget()
  product = await prepared(
    target.origin,
    '[server]\nlocal_permissions = ["read", "write", "update", "delete", "execute"]\n',
  )
  folder = join(product.folder, 'bin')
  mkdirSync(folder)
  symlinkSync(PROGRAM, join(folder, 'vultrino'))
})
afterAll(async () => {
  await target.close()
  product.remove()
})

const environment = (): Record<string, string> => ({
  ...(product.env as Record<string, string>),
  PATH: [folder, process.env['PATH']].join(delimiter),
})

/** What both generations of the client offer, as far as it is used here. */
interface AnyClient {
  callTool(asked: { name: string; arguments: Record<string, unknown> }): Promise<unknown>
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>
  listPrompts(): Promise<{ readonly prompts: readonly { readonly name: string }[] }>
  listResources(): Promise<{ readonly resources: readonly { readonly uri: string }[] }>
  getPrompt(asked: { name: string; arguments: Record<string, string> }): Promise<unknown>
  readResource(asked: { uri: string }): Promise<unknown>
  close(): Promise<void>
}

const command = { command: 'vultrino', args: ['serve', '--mcp'] }

const CLIENTS: Readonly<Record<string, () => Promise<AnyClient>>> = {
  "the reference's sample": async () => {
    const transport = new OldTransport({ ...command, env: environment() })
    const client = new OldClient({ name: 'my-ai-app', version: '1.0.0' })
    await client.connect(transport)
    return client
  },
  'the official client, with a handshake': async () => {
    const client = new Client({ name: 'official', version: '1' })
    await client.connect(new StdioClientTransport({ ...command, env: environment() }))
    return client
  },
  'the official client, stateless': async () => {
    const options = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const
    const client = new Client({ name: 'official', version: '1' }, options)
    await client.connect(new StdioClientTransport({ ...command, args: ['mcp'], env: environment() }))
    return client
  },
}

describe.each(Object.entries(CLIENTS))('%s', (_, connect) => {
  it('connects, lists, and calls every tool; what comes back is what the tool says of it', async () => {
    const client = await connect()
    try {
      const { tools } = await client.listTools()
      const url = `${target.origin}/by-client`
      const calls: [name: string, args: Record<string, unknown>, expected: object][] = [
        ['list_credentials', {}, { credentials: [{ alias: 'echo' }] }],
        ['http_request', { credential: 'echo', method: 'GET', url }, { status: 200 }],
        [
          'add_credential',
          { alias: 'mine', type: 'api_key', key: 'k-of-mine-1234', hosts: ['a.example.com'] },
          { success: true, alias: 'mine' },
        ],
        ['get_credential', { alias: 'mine' }, { alias: 'mine' }],
        ['update_credential', { alias: 'mine', description: 'x' }, { success: true, description: 'x' }],
        ['check_access', { credential: 'echo', method: 'GET', url }, { allowed: true }],
        ['delete_credential', { alias: 'mine' }, { success: true }],
        ['whoami', {}, { kind: 'local' }],
      ]
      for (const [name, args, expected] of calls) {
        // The client checks it against the output schema.
        const answer = await client.callTool({ name, arguments: args })
        expect(answer, name).toMatchObject({ structuredContent: expected })
      }
      expect(calls.map(([name]) => name).sort()).toEqual(tools.map(({ name }) => name).sort())

      // An error is an answer too.
      const gone = await client.callTool({ name: 'get_credential', arguments: { alias: 'mine' } })
      expect(gone).toMatchObject({ isError: true })

      const { prompts } = await client.listPrompts()
      expect(prompts.map(({ name }) => name)).toEqual([
        'use_credentials',
        'credential_guide',
        'handle_errors',
      ])
      const asked = { name: 'credential_guide', arguments: { alias: 'echo', task: 'Say hello' } }
      const prompt = JSON.stringify(await client.getPrompt(asked))
      expect(prompt).toContain('echo (api_key, for http://127.0.0.1')
      expect(prompt).toContain('The task: Say hello')

      const { resources } = await client.listResources()
      expect(resources.map(({ uri }) => uri)).toContain('vultrino://credentials')
      for (const { uri } of resources) {
        const read = JSON.stringify(await client.readResource({ uri }))
        expect(read).toContain(uri)
        expect(read).not.toContain(SECRET)
      }
    } finally {
      await client.close()
    }
  })
})

it('a client that listens is told of changes, stateless too', async () => {
  const key = await product.key('listener', 'read,execute')
  let told: (names: string[]) => void = () => undefined
  const change = new Promise<string[]>((resolve) => (told = resolve))
  const client = new Client(
    { name: 'official', version: '1' },
    {
      versionNegotiation: { mode: { pin: '2026-07-28' } },
      listChanged: {
        tools: { onChanged: (_, tools) => told((tools ?? []).map(({ name }) => name)), debounceMs: 0 },
      },
    },
  )
  const env = { ...environment(), VULTRINO_API_KEY: key }
  await client.connect(new StdioClientTransport({ ...command, env }))
  await client.listTools()
  await product.run(['role', 'update', 'listener-role', '--permissions', 'read'])
  expect(await change).toEqual(['list_credentials', 'get_credential', 'whoami'])
  await client.close()
})
