import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { initialised, type Product, type RunningServer } from '../../support/product.ts'

const PROGRAM = join(import.meta.dirname, '../../../bin/vultrino.js')

let product: Product
let server: RunningServer
let key: string
let target: string
/** Requests to `/hang` that wait for an answer. */
let hanging = 0
const upstream = createServer((request, response) => {
  if (request.url !== '/hang') return void response.end('fine')
  hanging++
  response.once('close', () => hanging--)
})
const started: ChildProcess[] = []

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  target = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  product = await initialised()
  await product.cli(['add', '--alias', 'api', '--key', '-', '--host', target], 'secret-of-bridge')
  const made = await product.cli(['key', 'create', 'bridge', '--role', 'executor', '--json'])
  key = (JSON.parse(made.stdout.toString()) as { key: string }).key
  server = await product.serve()
}, 60_000)

afterEach(() => {
  for (const child of started.splice(0)) child.kill()
})

afterAll(async () => {
  await server.stop()
  product.remove()
  upstream.closeAllConnections()
  upstream.close()
})

interface Answer {
  readonly id?: unknown
  readonly method?: string
  readonly result?: Record<string, unknown>
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

interface Bridge {
  send(message: unknown): void
  /** The next message that is wanted. */
  next(wanted: (answer: Answer) => boolean): Promise<Answer>
  end(): Promise<number | null>
}

function start(url: string, apiKey = key): Bridge {
  const env = { PATH: process.env['PATH'], HOME: product.folder, VULTRINO_URL: url, VULTRINO_API_KEY: apiKey }
  const child = spawn(process.execPath, [PROGRAM, 'mcp'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  started.push(child)
  const got: Answer[] = []
  let rest = ''
  let look = (): void => undefined
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    // Whatever is no message fails the test here.
    got.push(...lines.map((line) => JSON.parse(line) as Answer))
    look()
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    send: (message) => {
      child.stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`)
    },
    next: (wanted) =>
      new Promise((resolve) => {
        look = () => {
          const at = got.findIndex(wanted)
          if (at !== -1) resolve(got.splice(at, 1)[0] ?? {})
        }
        look()
      }),
    end: () => {
      child.stdin.end()
      return ended
    },
  }
}

const initialize = {
  jsonrpc: '2.0',
  id: 'start',
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
}
const call = (id: number | string, path = '/') => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'http_request', arguments: { credential: 'api', method: 'GET', url: `${target}${path}` } },
})
const answerTo = (id: unknown) => (answer: Answer) => answer.id === id
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20))
}

async function open(url = server.url): Promise<Bridge> {
  const bridge = start(url)
  bridge.send(initialize)
  const { result } = await bridge.next(answerTo('start'))
  expect(result).toMatchObject({ protocolVersion: '2025-06-18', serverInfo: { name: 'vultrino' } })
  bridge.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return bridge
}

it('carries many calls at once, and answers all of them before it ends', { timeout: 60_000 }, async () => {
  const bridge = await open()
  const ids = Array.from({ length: 40 }, (_, at) => at)
  for (const id of ids) bridge.send(call(id))
  const ended = bridge.end()
  for (const id of ids) {
    expect(JSON.stringify(await bridge.next(answerTo(id)))).toContain('fine')
  }
  expect(await ended).toBe(0)
})

it('a call that is taken back ends at the target', { timeout: 60_000 }, async () => {
  const bridge = await open()
  bridge.send(call(7, '/hang'))
  await until(() => hanging === 1)
  bridge.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } })
  await until(() => hanging === 0)
  bridge.send(call(8))
  expect(JSON.stringify(await bridge.next(answerTo(8)))).toContain('fine')
  expect(await bridge.end()).toBe(0)
})

it('a line that is no message is answered, and the next one served', { timeout: 60_000 }, async () => {
  const bridge = await open()
  bridge.send('{ no json')
  expect((await bridge.next(answerTo(null))).error?.code).toBe(-32_700)
  bridge.send(call(1))
  expect(JSON.stringify(await bridge.next(answerTo(1)))).toContain('fine')
  expect(await bridge.end()).toBe(0)
})

it('a key that is worth nothing is said, with what helps', { timeout: 60_000 }, async () => {
  const bridge = start(server.url, 'vk_00000000000000000000000000000000')
  bridge.send(initialize)
  const { error } = await bridge.next(answerTo('start'))
  expect(error?.message).toMatch(/Invalid or expired API key.*vultrino key create/)
  expect(await bridge.end()).toBe(0)
})

it('a server that is gone is said; back again, the session goes on', { timeout: 60_000 }, async () => {
  const second = await product.serve()
  const bridge = await open(second.url)
  bridge.send(call(1))
  expect(JSON.stringify(await bridge.next(answerTo(1)))).toContain('fine')
  await second.stop()
  bridge.send(call(2))
  const { error } = await bridge.next(answerTo(2))
  expect(error?.code).toBe(-32_001)
  expect(error?.message).toMatch(/VULTRINO_URL names cannot be reached.*Check that it runs/)
  const again = await product.serve(['--bind', new URL(second.url).host])
  bridge.send(call(3))
  expect(JSON.stringify(await bridge.next(answerTo(3)))).toContain('fine')
  // What changed meanwhile nobody could tell.
  await bridge.next(({ method }) => method === 'notifications/tools/list_changed')
  expect(await bridge.end()).toBe(0)
  await again.stop()
})
