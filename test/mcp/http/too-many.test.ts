import { McpServer } from '@modelcontextprotocol/server'
import { afterEach, expect, it } from 'vitest'
import { openMcpDoor, type McpDoor } from './door.ts'

const MOST = 100

let door: McpDoor | undefined
const left = new AbortController()
afterEach(async () => {
  left.abort()
  await door?.close()
})

it('one stream too many is refused in words about streams', async () => {
  door = await openMcpDoor(
    () => new McpServer({ name: 'test', version: '1' }, { capabilities: { tools: {} } }),
  )
  const { url, key } = door
  const fields = {
    Authorization: `Bearer ${key.token}`,
    Accept: 'application/json, text/event-stream',
    'Content-Type': 'application/json',
  }
  const ask = (method: string, more: Record<string, string>, body?: object): Promise<Response> =>
    fetch(`${url}/mcp`, {
      method,
      headers: { ...fields, ...more },
      signal: left.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } }
  const begin = async (): Promise<string> => {
    const answer = await ask('POST', {}, { jsonrpc: '2.0', id: 1, method: 'initialize', params })
    await answer.text()
    return answer.headers.get('mcp-session-id') ?? ''
  }
  const sessions: string[] = []
  for (let i = 0; i < MOST; i++) sessions.push(await begin())
  for (const session of sessions) {
    const stream = await ask('GET', { 'Mcp-Session-Id': session })
    expect(stream.status).toBe(200)
  }
  const refused = [
    await ask('GET', { 'Mcp-Session-Id': sessions[0] ?? '' }),
    // Each session is in use, so none makes room.
    await ask('POST', {}, { jsonrpc: '2.0', id: 1, method: 'initialize', params }),
  ]
  for (const answer of refused) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '5'])
    expect(await answer.json()).toEqual({
      error: 'rate_limited',
      message: 'Too many MCP sessions or streams are in use: try again in 5 seconds',
      details: {
        kind: 'sessions',
        retry_after: 5,
        hint: 'End those that are not needed; a key may use 100 sessions and 100 streams at a time',
      },
    })
  }
})
