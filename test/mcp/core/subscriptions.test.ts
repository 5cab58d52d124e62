import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningServer } from '../../support/product.ts'
import { prepared, type Prepared } from './prepared.ts'

let product: Prepared
let server: RunningServer
let key: string
const following = new AbortController()

beforeAll(async () => {
  product = await prepared('https://api.example.com')
  key = await product.key('agent', 'read,execute', 'echo')
  server = await product.serve()
}, 60_000)
afterAll(async () => {
  following.abort()
  await server.stop()
  product.remove()
})

const _meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

function ask(method: string, params: object): Promise<Response> {
  return fetch(`${server.url}/mcp`, {
    method: 'POST',
    signal: following.signal,
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  })
}

it('a subscriber is told of what changes for it, and not of what changes for others', async () => {
  const notifications = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }
  const { body, status } = await ask('subscriptions/listen', { notifications })
  expect(status).toBe(200)
  let told = ''
  const reading = (async () => {
    for await (const chunk of body ?? []) told += Buffer.from(chunk).toString()
  })().catch(() => undefined)
  const until = async (text: string): Promise<void> => {
    while (!told.includes(text)) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await until('acknowledged')

  // Of others: a credential it may not see, a role and a key that are not its own.
  await product.run(['add', '--alias', 'hidden', '--key', '-', '--host', 'b.example.com'], 'hidden-secret-1')
  await product.key('other', 'read', 'hidden')
  await product.run(['role', 'update', 'agent-role', '--permissions', 'read'])
  await until('tools/list_changed')
  // All that came before is there as well by now.
  expect(told.match(/list_changed/g)).toEqual(['list_changed'])

  const { result } = (await (await ask('tools/list', {})).json()) as { result: { tools: { name: string }[] } }
  expect(result.tools.map(({ name }) => name)).not.toContain('http_request')
  following.abort()
  await reading
}, 60_000)
