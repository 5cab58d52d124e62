import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { McpServer } from '@modelcontextprotocol/server'
import { afterEach, expect, it } from 'vitest'
import { makeKey, revoke } from '../../access/installation.ts'
import { openMcpDoor, type McpDoor } from './door.ts'

const opened: McpDoor[] = []
afterEach(async () => {
  for (const door of opened.splice(0)) await door.close()
})

/** Calls of the tool `wait` that are under way, and how many were cancelled. */
const waiting = { now: 0, cancelled: 0 }

function createServer(changed: () => void): McpServer {
  const mcp = new McpServer(
    { name: 'test', version: '1' },
    { capabilities: { tools: { listChanged: true } } },
  )
  mcp.registerTool('hello', {}, () => ({ content: [{ type: 'text', text: 'hello' }] }))
  mcp.registerTool('change', {}, () => {
    changed()
    return { content: [] }
  })
  mcp.registerTool('wait', {}, async ({ mcpReq }) => {
    waiting.now++
    await new Promise<void>((resolve) => mcpReq.signal.addEventListener('abort', () => resolve()))
    waiting.now--
    waiting.cancelled++
    return { content: [] }
  })
  return mcp
}

async function open(): Promise<McpDoor> {
  const door = await openMcpDoor(createServer)
  opened.push(door)
  return door
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
}
const call = (name: string, id = 2) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
})

interface Extra {
  readonly token?: string | undefined
  readonly session?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

const fieldsOf = (door: McpDoor, { token = door.key.token, session, headers }: Extra) => ({
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
  ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
  ...(session === undefined ? {} : { 'mcp-session-id': session }),
  ...headers,
})

function post(door: McpDoor, message: unknown, extra: Extra = {}): Promise<Response> {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  return fetch(`${door.url}/mcp`, { method: 'POST', headers: fieldsOf(door, extra), body })
}

async function begin(door: McpDoor, extra: Extra = {}): Promise<string> {
  const response = await post(door, initialize, extra)
  await response.text()
  return response.headers.get('mcp-session-id') ?? ''
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}

it('nobody opens a session without a key where keys are required', async () => {
  const door = await open()
  for (const token of ['', 'vk_00000000000000000000000000000000', 'nothing']) {
    const response = await post(door, initialize, { token })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="vultrino"')
    expect(await response.json()).toMatchObject({ error: 'unauthorized' })
  }
  expect(door.refused).toEqual(['unauthorized', 'unauthorized', 'unauthorized'])
})

it('web pages and other hosts are refused before anything is read', async () => {
  const door = await open()
  const response = await post(door, initialize, { headers: { origin: 'https://evil.example' } })
  expect([response.status, await response.json()]).toMatchObject([403, { error: 'access_denied' }])
})

it('a session is its opener’s alone', async () => {
  const door = await open()
  const session = await begin(door)
  expect(session).toMatch(/^[\x21-\x7e]+$/)
  const mine = await post(door, call('hello'), { session })
  expect(await mine.text()).toContain('"hello"')
  const other = await makeKey(door.vault, { permissions: ['read', 'execute'] })
  const theirs = await post(door, call('hello'), { session, token: other.token })
  expect([theirs.status, await theirs.json()]).toMatchObject([404, { error: 'not_found' }])
})

it('a session that its client has ended is over', async () => {
  const door = await open()
  const session = await begin(door)
  const ended = await fetch(`${door.url}/mcp`, { method: 'DELETE', headers: fieldsOf(door, { session }) })
  expect(ended.status).toBe(200)
  const after = await post(door, call('hello'), { session })
  expect(after.status).toBe(404)
  await after.text()
})

it('a session goes on in another process', async () => {
  const door = await open()
  const session = await begin(door)
  // Forgets all sessions, as a new process has none.
  await door.endpoint.forget()
  const response = await post(door, call('hello'), { session })
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('"hello"')
})

it('what is no message is answered in the protocol’s form, and recorded', async () => {
  const door = await open()
  for (const body of ['{', '', '"\\ud800"', `${'['.repeat(100)}${']'.repeat(100)}`]) {
    const response = await post(door, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32_700 } })
  }
  const wrong = await post(door, call('hello'), { headers: { 'content-type': 'text/plain' } })
  expect(wrong.status).toBe(415)
  await wrong.text()
  expect(door.refused).toEqual(Array(5).fill('invalid_request'))
})

it('a message has a largest size', async () => {
  const door = await open()
  const response = await post(door, JSON.stringify({ ...initialize, padding: 'x'.repeat(1024 * 1024) }))
  expect([response.status, await response.json()]).toMatchObject([413, { error: 'payload_too_large' }])
})

it('other methods are refused with those there are', async () => {
  const door = await open()
  for (const [method, status] of [
    ['PUT', 405],
    ['OPTIONS', 405],
    ['GET', 405],
    ['DELETE', 405],
  ] as const) {
    const response = await fetch(`${door.url}/mcp`, { method, headers: fieldsOf(door, {}) })
    expect([method, response.status, (await response.json()) as object]).toMatchObject([
      method,
      status,
      { error: 'method_not_allowed' },
    ])
    expect(response.headers.get('allow')).toContain('POST')
  }
})

it('a batch of the revision that has them is answered', async () => {
  const door = await open()
  const session = await begin(door)
  const response = await post(door, [call('hello', 5), call('hello', 6)], { session })
  const text = await response.text()
  expect(text).toContain('"id":5')
  expect(text).toContain('"id":6')
})

it('a revoked key’s streams and sessions end within a second', { timeout: 20_000 }, async () => {
  const door = await open()
  const session = await begin(door)
  const stream = await fetch(`${door.url}/mcp`, {
    headers: fieldsOf(door, { session, headers: { accept: 'text/event-stream' } }),
  })
  expect(stream.status).toBe(200)
  const hanging = await post(door, call('wait'), { session })
  await until(() => waiting.now === 1)
  const start = performance.now()
  await revoke(door.vault, door.key)
  await Promise.all([stream.text(), hanging.text()])
  expect(performance.now() - start).toBeLessThan(1000)
  await until(() => waiting.now === 0)
  const after = await post(door, call('hello'), { session })
  expect(after.status).toBe(401)
  await after.text()
})

it('draining ends streams that would last, and lets calls end', { timeout: 20_000 }, async () => {
  const door = await open()
  const session = await begin(door)
  const stream = await fetch(`${door.url}/mcp`, {
    headers: fieldsOf(door, { session, headers: { accept: 'text/event-stream' } }),
  })
  const cut = door.drain(10_000)
  expect(await stream.text()).toBe('')
  expect(await cut).toBe(0)
})

it.each(['legacy', 'auto'] as const)(
  'the official client: calls, changes, cancels (%s)',
  { timeout: 20_000 },
  async (mode) => {
    const door = await open()
    const changes: string[] = []
    const client = new Client(
      { name: 't', version: '1' },
      {
        versionNegotiation: { mode },
        listChanged: { tools: { onChanged: () => changes.push('tools'), autoRefresh: false, debounceMs: 0 } },
      },
    )
    const headers = { authorization: `Bearer ${door.key.token}` }
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${door.url}/mcp`), { requestInit: { headers } }),
    )
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('hello')
    expect((await client.callTool({ name: 'hello' })).content).toEqual([{ type: 'text', text: 'hello' }])
    const before = waiting.cancelled
    const stop = new AbortController()
    const called = client.callTool({ name: 'wait' }, { signal: stop.signal })
    await until(() => waiting.now === 1)
    stop.abort()
    await expect(called).rejects.toThrow()
    await until(() => waiting.now === 0)
    expect(waiting.cancelled).toBe(before + 1)
    if (mode === 'auto') {
      await client.callTool({ name: 'change' })
      await until(() => changes.length > 0)
    }
    await client.close()
  },
)
