import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'

const PROGRAM = join(import.meta.dirname, '../../../bin/vultrino.js')
const KEY = 'vk_abcdefghijklmnopqrstuvwxyz012345'
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Answering = (request: IncomingMessage, response: ServerResponse) => void

async function listen(answering: Answering): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    request.once('end', () => answering(request, response))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Message {
  readonly id?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** What the bridge writes when it is asked `input`; fails on whatever is no message. */
async function bridged(url: string, input: string | Buffer): Promise<Message[]> {
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), VULTRINO_URL: url, VULTRINO_API_KEY: KEY }
  const child = spawn(process.execPath, [PROGRAM, 'mcp'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  expect([code, out.includes(KEY)]).toEqual([0, false])
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
      return JSON.parse(line) as Message
    })
}

const PING = '{"jsonrpc":"2.0","id":"p","method":"ping"}\n'
const SSE = { 'Content-Type': 'text/event-stream' }
const said = (messages: readonly Message[]): unknown[] =>
  messages.map(({ id, result, error }) => [id, result === undefined ? (error?.message ?? '') : 'result'])

it.each<[string, Answering, RegExp]>([
  ['a web page', (_, to) => to.end('<html>\nhello</html>'), /no MCP message/],
  [
    'events of something else',
    (_, to) => to.writeHead(200, SSE).end('data: hello\n\ndata: {"jsonrpc":"2.0","id":"p","result":{}}\n\n'),
    /no MCP message/,
  ],
  ['JSON of something else', (_, to) => to.end('{"id":"p","result":{}}'), /no MCP message/],
  ['a list', (_, to) => to.writeHead(403).end('[1]'), /answers 403/],
  ['nothing', (_, to) => to.writeHead(500).end(), /answers 500/],
])('%s in the place of a message is not passed on', async (_, answering, reason) => {
  const messages = await bridged(await listen(answering), PING)
  expect(said(messages)).toEqual([['p', expect.stringMatching(reason)]])
})

it('the key does not go where a server sends it on to', async () => {
  let followed = 0
  const elsewhere = await listen((_, to) => {
    followed++
    to.end('{"jsonrpc":"2.0","id":"p","result":{}}')
  })
  const url = await listen((_, to) => to.writeHead(307, { Location: `${elsewhere}/mcp` }).end())
  expect(said(await bridged(url, PING))).toEqual([['p', expect.stringMatching(/answers 307/)]])
  expect(followed).toBe(0)
})

it('what is answered is answered once, though the stream breaks after it', async () => {
  const url = await listen((_, to) => {
    to.writeHead(200, SSE).write('data: {"jsonrpc":"2.0","id":"p","result":{}}\n\n', () => to.destroy())
  })
  expect(said(await bridged(url, PING))).toEqual([['p', 'result']])
})

it('a message that is too large is answered as such, and the next one served', async () => {
  const url = await listen((_, to) => to.end('{"jsonrpc":"2.0","id":"p","result":{}}'))
  const huge = Buffer.concat([Buffer.alloc(33 * 1024 * 1024, 'x'), Buffer.from(`\n${PING}`)])
  expect(said(await bridged(url, huge))).toEqual([
    [null, expect.stringMatching(/too large/)],
    ['p', 'result'],
  ])
})
