import { createServer, request, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningServer } from '../../support/product.ts'
import { prepared, type Prepared } from '../core/prepared.ts'

let product: Prepared
let server: RunningServer
let target: string
let keys: { readonly one: string; readonly other: string }
const upstream = createServer((asked, response) => response.end(`this is ${asked.url ?? ''}`))

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  target = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  product = await prepared(target)
  keys = { one: await product.key('one', 'read,execute'), other: await product.key('other', 'read,execute') }
  server = await product.serve(['--bind', '127.0.0.1:0', '--workers', '2'])
}, 60_000)
afterAll(async () => {
  await server.stop()
  product.remove()
  upstream.close()
})

interface Said {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** On a connection of its own: the workers take connections in turn. */
function post(message: object, fields: Readonly<Record<string, string>> = {}, key = keys.one): Promise<Said> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      ...fields,
    }
    const asked = request(`${server.url}/mcp`, { method: 'POST', agent: false, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      )
    })
    asked.once('error', reject)
    asked.end(JSON.stringify(message))
  })
}

const call = (path: string): object => ({
  jsonrpc: '2.0',
  id: path,
  method: 'tools/call',
  params: {
    name: 'http_request',
    arguments: { credential: 'echo', method: 'GET', url: `${target}${path}` },
  },
})

it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
  'a session of %s goes on in whichever worker its requests reach, for its own key alone',
  { timeout: 30_000 },
  async (revision) => {
    const clientInfo = { name: 't', version: '1' }
    const params = { protocolVersion: revision, capabilities: {}, clientInfo }
    const begun = await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
    const session = {
      'mcp-session-id': String(begun.headers['mcp-session-id']),
      'mcp-protocol-version': revision,
    }
    expect((await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, session)).status).toBe(202)
    for (let i = 0; i < 8; i++) {
      const { status, text } = await post(call(`/${String(i)}`), session)
      expect([status, text]).toEqual([200, expect.stringContaining(`this is /${String(i)}`)])
    }
    for (let i = 0; i < 2; i++) expect((await post(call('/'), session, keys.other)).status).toBe(404)
  },
)

it.each(['legacy', 'auto'] as const)(
  'the official client, several at once (%s)',
  { timeout: 60_000 },
  async (mode) => {
    const clients = await Promise.all(
      [0, 1, 2, 3].map(async () => {
        const client = new Client({ name: 't', version: '1' }, { versionNegotiation: { mode } })
        const headers = { authorization: `Bearer ${keys.one}`, connection: 'close' }
        const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
          requestInit: { headers },
        })
        await client.connect(transport)
        return client
      }),
    )
    const answers = await Promise.all(
      clients.flatMap((client, at) =>
        Array.from({ length: 10 }, async (_, i) => {
          const path = `/${mode}/${String(at)}/${String(i)}`
          const args = { credential: 'echo', method: 'GET', url: `${target}${path}` }
          const { structuredContent } = await client.callTool({ name: 'http_request', arguments: args })
          return { path, body: (structuredContent as { body?: unknown } | undefined)?.body }
        }),
      ),
    )
    expect(answers).toEqual(answers.map(({ path }) => ({ path, body: `this is ${path}` })))
    expect(answers).toHaveLength(40)
    await Promise.all(clients.map((client) => client.close()))
  },
)
