import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Product } from '../support/product.ts'

const KEY = 'loopback-key-0123456789'
const BINARY = Buffer.from([0, 255, 254, 10, 13, 0, 128])

/** What the target does at each path. Everything else echoes the request, but for its Authorization. */
const ROUTES: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
  '/missing': (_, response) => response.writeHead(404, 'Gone Fishing', { 'X-A': '1' }).end('nothing here'),
  '/binary': (_, response) => response.end(BINARY),
  '/cookies': (_, response) => response.setHeader('Set-Cookie', ['a=1', 'b=2']).end('ok'),
  '/hop': (_, response) => response.writeHead(302, { Location: '/echo?hopped' }).end(),
  '/again': (_, response) => response.writeHead(307, { Location: '/echo' }).end(),
  '/loop': (_, response) => response.writeHead(302, { Location: '/loop' }).end(),
  '/away': (_, response) => response.writeHead(302, { Location: 'http://localhost:9/' }).end(),
  '/cut': (_, response) => {
    response.writeHead(200, { 'Content-Length': '1000' })
    response.write('only this')
    setImmediate(() => response.destroy())
  },
  '/endless': (_, response) => {
    const more = (): void => {
      if (!response.destroyed) response.write('x'.repeat(65_536), more)
    }
    more()
  },
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { authorization, ...headers } = request.headers
  const body = Buffer.concat(chunks)
  response.setHeader('Content-Type', 'application/json')
  const said = body.length > 100 ? { bytes: body.length } : { body: body.toString() }
  response.end(
    JSON.stringify({
      authorized: authorization === `Bearer ${KEY}`,
      method: request.method,
      url: request.url,
      headers,
      ...said,
    }),
  )
}

let product: Product
let server: Server
let origin: string
beforeAll(async () => {
  server = createServer((request, response) => {
    const route = ROUTES[request.url ?? '']
    if (route === undefined) void echo(request, response)
    else route(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  product = await initialised()
  await product.cli(['add', '--alias', 'target', '--key', '-', '--host', origin], KEY)
  await product.cli(['add', '--alias', 'unbound', '--key', '-'], KEY)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  product.remove()
})

interface Echoed {
  readonly authorized: boolean
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly bytes?: number
}

async function echoed(args: readonly string[], input: string | Buffer = ''): Promise<Echoed> {
  const { code, stdout, stderr } = await product.cli(['request', ...args], input)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout.toString()) as Echoed
}

it('both forms send the credential, with what a client always says', async () => {
  const first = await echoed(['-c', 'target', `${origin}/user?x=1`])
  expect(first).toMatchObject({ authorized: true, method: 'GET', url: '/user?x=1' })
  expect(first.headers['user-agent']).toMatch(/^vultrino\//)
  expect(await echoed(['target', `${origin}/user?x=1`])).toEqual(first)
})

describe('bodies', () => {
  it.each([
    [['-d', '{"amount": 1000}'], 'POST', 'application/json', '{"amount": 1000}'],
    [['-d', 'a=1&b=2'], 'POST', 'application/x-www-form-urlencoded', 'a=1&b=2'],
    [['-d', '{}', '-H', 'Content-Type: text/plain', '-X', 'put'], 'PUT', 'text/plain', '{}'],
  ])('%j', async (args, method, type, body) => {
    const got = await echoed(['target', `${origin}/`, ...args])
    expect([got.method, got.headers['content-type'], got.body]).toEqual([method, type, body])
  })

  it('come from stdin and from files, small and large', async () => {
    const file = join(product.folder, 'body.bin')
    writeFileSync(file, Buffer.alloc(3_000_000, 'ab'))
    expect((await echoed(['target', `${origin}/`, '-d', '-'], 'from stdin\n')).body).toBe('from stdin\n')
    const fromFile = await echoed(['target', `${origin}/`, '-d', `@${file}`])
    expect([fromFile.bytes, fromFile.headers['content-length']]).toEqual([3_000_000, '3000000'])
    expect((await echoed(['target', `${origin}/`, '-d', '-'], readFileSync(file))).bytes).toBe(3_000_000)
  })
})

describe('answers', () => {
  it('give their bytes to stdout as they came, or to a file', async () => {
    expect((await product.cli(['request', 'target', `${origin}/binary`])).stdout).toEqual(BINARY)
    const file = join(product.folder, 'out.bin')
    const saved = await product.cli(['request', 'target', `${origin}/binary`, '-o', file])
    expect([saved.code, saved.stdout.length, readFileSync(file)]).toEqual([0, 0, BINARY])
  })

  it('of 404 are answers, unless --fail', async () => {
    const plain = await product.cli(['request', '-i', 'target', `${origin}/missing`])
    expect(plain.code).toBe(0)
    expect(plain.stdout.toString()).toMatch(
      /^HTTP 404 Not Found\r\n(?:.*\r\n)*X-A: 1\r\n(?:.*\r\n)*\r\nnothing here$/,
    )
    const failed = await product.cli(['request', '--fail', 'target', `${origin}/missing`])
    expect(failed).toMatchObject({ code: 22, stderr: 'error: the target answered 404\n' })
    expect(failed.stdout.length).toBe(0)
  })

  it('come as JSON when asked to', async () => {
    const json = async (path: string): Promise<unknown> =>
      JSON.parse((await product.cli(['request', '--json', 'target', origin + path])).stdout.toString())
    expect(await json('/missing')).toMatchObject({
      status: 404,
      headers: { 'x-a': '1' },
      body: 'nothing here',
    })
    expect(await json('/cookies')).toMatchObject({ headers: { 'set-cookie': ['a=1', 'b=2'] } })
    expect(await json('/binary')).toMatchObject({ body: BINARY.toString('base64'), body_encoding: 'base64' })
  })

  it('that break off are an upstream failure', async () => {
    const { code, stderr } = await product.cli(['request', 'target', `${origin}/cut`])
    expect({ code, known: stderr.startsWith('error: Failed to connect to target server') }).toEqual({
      code: 6,
      known: true,
    })
  })

  it('say their status with -v', async () => {
    const { stderr } = await product.cli(['request', '-v', 'target', `${origin}/missing`])
    // The log stands between them.
    expect(stderr).toContain(`> GET ${origin}/missing\n`)
    expect(stderr).toContain('\nHTTP 404 Not Found\n')
    const [, id = ''] = /^request id: (.*)$/m.exec(stderr) ?? []
    const { stdout } = await product.cli(['audit', 'search', '--request-id', id, '--json'])
    expect(stdout.toString()).toContain(`${origin}/missing`)
  })
})

describe('redirects', () => {
  it('are answers, unless -L', async () => {
    const plain = await product.cli(['request', '--json', 'target', `${origin}/hop`])
    expect(JSON.parse(plain.stdout.toString())).toMatchObject({ status: 302 })
    expect(await echoed(['-L', 'target', `${origin}/hop`])).toMatchObject({
      authorized: true,
      url: '/echo?hopped',
    })
    expect(await echoed(['-L', 'target', `${origin}/again`, '-d', 'x=1'])).toMatchObject({
      method: 'POST',
      body: 'x=1',
    })
  })

  it('end after five, and never leave the binding', async () => {
    expect(await product.cli(['request', '-L', 'target', `${origin}/loop`])).toMatchObject({ code: 6 })
    expect(await product.cli(['request', '-L', 'target', `${origin}/away`])).toMatchObject({ code: 4 })
  })
})

describe('refusals', () => {
  it.each<[string, string[], number, string]>([
    ['an unknown credential', ['unknown', 'https://a.example/'], 3, "Credential 'unknown' not found"],
    [
      'another destination',
      ['target', 'https://evil.example/'],
      4,
      'hint: If it should be, the owner allows it with: vultrino bind target https://evil.example',
    ],
    [
      'an unbound credential',
      ['unbound', 'https://a.example/'],
      4,
      'vultrino bind unbound https://a.example',
    ],
    ['a URL that is none', ['target', 'nonsense'], 2, 'error: Invalid request'],
    ['a URL with control characters', ['target', 'https://a.example/\x1b[2J'], 2, 'error: Invalid request'],
    ['TRACE', ['-X', 'TRACE', 'target', 'https://a.example/'], 2, 'Method not allowed'],
    ['a target that is not there', ['gone', 'http://127.0.0.1:9/'], 6, 'Failed to connect'],
  ])('%s', async (_, args, code, text) => {
    if (args.includes('gone'))
      await product.cli(['add', '-a', 'gone', '-k', '-', '--host', 'http://127.0.0.1:9'], KEY)
    const refused = await product.cli(['request', ...args])
    expect(refused.stderr).toContain(text)
    expect(refused.code).toBe(code)
    expect(refused.stderr).not.toMatch(/[\x00-\x09\x0b-\x1f]/)
  })
})

it('a reader that goes away ends it quietly', async () => {
  const program = join(import.meta.dirname, '../../bin/vultrino.js')
  const child = spawn(process.execPath, [program, 'request', 'target', `${origin}/endless`], {
    env: product.env,
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [code] = (await once(child, 'close')) as [number | null]
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

it('an interrupt ends the exchange and says 130', async () => {
  const program = join(import.meta.dirname, '../../bin/vultrino.js')
  const child = spawn(process.execPath, [program, 'request', 'target', `${origin}/endless`], {
    env: product.env,
  })
  child.stdout.once('data', () => child.kill('SIGINT'))
  child.stdout.resume()
  const [code] = (await once(child, 'close')) as [number | null]
  expect(code).toBe(130)
})
