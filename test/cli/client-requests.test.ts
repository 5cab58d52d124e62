import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Finished, type Product, type RunningServer } from '../support/product.ts'
import { clientOf, keyWith, listening, type OpenListener } from './support-client.ts'

const SECRET = 'loopback-key-0123456789'
const BINARY = Buffer.from([0, 255, 254, 10, 13, 0, 128])

let owner: Product
let target: OpenListener
let server: RunningServer
let client: Product
let key: string
const urls: (string | undefined)[] = []

beforeAll(async () => {
  target = await listening((request, response) => {
    urls.push(request.url)
    if (request.url === '/binary') response.end(BINARY)
    else if (request.url === '/missing')
      response.writeHead(404, 'Gone Fishing', { 'X-A': '1' }).end('nothing')
    else if (request.url === '/cookies') response.setHeader('Set-Cookie', ['a=1', 'b=2']).end('ok')
    else if (request.url === '/hop') response.writeHead(302, { Location: '/echo?hopped' }).end()
    else if (request.url === '/away') response.writeHead(302, { Location: 'http://localhost:9/' }).end()
    else if (request.url === '/cut') {
      response.writeHead(200, { 'Content-Length': '1000' })
      response.write('only this')
      setImmediate(() => response.destroy())
    } else {
      const { authorization, ...headers } = request.headers
      let size = 0
      request.on('data', (chunk: Buffer) => (size += chunk.length))
      request.on('end', () => {
        const authorized = authorization === `Bearer ${SECRET}`
        response.end(JSON.stringify({ authorized, method: request.method, url: request.url, headers, size }))
      })
    }
  })
  owner = await initialised()
  await owner.cli(['add', '-a', 'target', '-k', '-', '--host', target.origin], SECRET)
  await owner.cli(['add', '-a', 'unbound', '-k', '-'], SECRET)
  key = await keyWith(owner, 'caller', ['-p', 'execute'])
  server = await owner.serve()
  client = clientOf(server.url, key)
})
afterAll(async () => {
  await server.stop()
  target.close()
  client.remove()
  owner.remove()
})

const request = (path: string, ...args: string[]): Promise<Finished> =>
  client.cli(['request', 'target', `${target.origin}${path}`, ...args])
const echoed = async (...args: [string, ...string[]]): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await request(...args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout.toString()) as Record<string, unknown>
}

it('the target gets the credential, and neither our key nor our fields', async () => {
  const got = await echoed('/user?x=1', '-H', 'X-Mine: 1', '-H', 'Connection: X-Gone', '-H', 'X-Gone: 1')
  expect(got).toMatchObject({ authorized: true, method: 'GET', url: '/user?x=1' })
  expect(got['headers']).toMatchObject({
    'x-mine': '1',
    'user-agent': expect.stringMatching(/^vultrino\//) as string,
  })
  expect(JSON.stringify(got)).not.toMatch(/vk_|x-vultrino|x-gone/i)
})

describe('bodies', () => {
  it.each([
    [['-d', '{"amount": 1000}'], 'POST', 16],
    [['-d', 'a=1', '-X', 'PUT'], 'PUT', 3],
    [['-X', 'POST'], 'POST', 0],
    [['-X', 'DELETE'], 'DELETE', 0],
  ])('%j', async (args, method, size) => {
    expect(await echoed('/', ...args)).toMatchObject({ method, size })
  })

  it('stream from stdin', async () => {
    const sent = Buffer.alloc(3_000_000, 'ab')
    const { stdout } = await client.cli(['request', 'target', `${target.origin}/`, '-d', '-'], sent)
    expect(JSON.parse(stdout.toString())).toMatchObject({ size: 3_000_000 })
  })

  it('too large are refused by the server', async () => {
    const { code, stderr } = await client.cli(
      ['request', 'target', `${target.origin}/`, '-d', '-'],
      Buffer.alloc(11_000_000),
    )
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('The request body is larger than 10485760 bytes') as string,
    })
  })
})

describe('answers come as the target gave them', () => {
  it('bytes, to stdout and to a file', async () => {
    expect((await request('/binary')).stdout).toEqual(BINARY)
    const file = join(client.folder, 'out.bin')
    expect(await request('/binary', '-o', file)).toMatchObject({ code: 0 })
    expect(readFileSync(file)).toEqual(BINARY)
  })

  it('status text and fields', async () => {
    const { code, stdout } = await request('/missing', '-i')
    expect(code).toBe(0)
    expect(stdout.toString()).toMatch(/^HTTP 404 [\w ]+\r\nX-A: 1\r\n[^]*\r\n\r\nnothing$/)
    expect(stdout.toString()).not.toMatch(/^(?:connection|transfer-encoding|x-vultrino)/im)
  })

  it('repeated fields, as JSON', async () => {
    const { stdout } = await request('/cookies', '--json')
    expect(JSON.parse(stdout.toString())).toMatchObject({
      status: 200,
      headers: { 'set-cookie': ['a=1', 'b=2'] },
      body: 'ok',
    })
  })

  it('--fail', async () => {
    expect(await request('/missing', '--fail')).toMatchObject({ code: 22, stdout: Buffer.alloc(0) })
  })

  it('HEAD', async () => {
    expect(await request('/binary', '-X', 'HEAD')).toMatchObject({ code: 0, stdout: Buffer.alloc(0) })
  })

  it('a cut one is not a whole one', async () => {
    const { code, stderr } = await request('/cut')
    expect(code).toBe(6)
    expect(stderr).toContain('closed the connection before the answer was complete')
  })
})

it('a redirect is followed as a request of its own, judged by the server', async () => {
  expect((await request('/hop')).stdout.toString()).toBe('')
  expect(await echoed('/hop', '-L')).toMatchObject({ url: '/echo?hopped', authorized: true })
  expect(await request('/away', '-L')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('may not be sent to http://localhost:9') as string,
  })
})

describe('refusals are the same errors', () => {
  it.each<[string[], number, string]>([
    [['none', '/'], 3, "Credential 'none' not found"],
    [['unbound', '/'], 4, 'vultrino bind unbound http://127.0.0.1'],
    [['target', '/', '-X', 'TRACE'], 2, 'cannot be proxied safely'],
    [['target', '/', '-X', 'CONNECT'], 2, 'cannot be proxied safely'],
    [['tar get', '/'], 2, 'an alias is 1 to 128 letters'],
  ])('%j', async ([alias = '', path = '', ...args], code, text) => {
    const refused = await client.cli(['request', alias, `${target.origin}${path}`, ...args])
    expect(refused.stderr).toContain(text)
    expect(refused.code).toBe(code)
    expect(refused.stdout.toString()).toBe('')
  })

  it('also without a body to read them from', async () => {
    const refused = await client.cli(['request', 'target', 'http://127.0.0.1:9/', '-X', 'HEAD'])
    expect(refused).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("Credential 'target' may not be sent to http://127.0.0.1:9") as string,
    })
  })

  it('and as JSON', async () => {
    const refused = await client.cli(['request', 'none', `${target.origin}/`, '--json'])
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: 'not_found', details: { alias: 'none' } })
  })
})

it('an Authorization of the caller’s own is not taken for the key, and that is said', async () => {
  const { code, stderr } = await request('/', '-H', 'Authorization: Bearer mine')
  expect(code).toBe(0)
  expect(stderr).toContain('Authorization says to the server who you are')
})

it('with -v neither key nor secret is shown', async () => {
  const { stdout, stderr } = await client.cli(['-v', 'request', 'target', `${target.origin}/`])
  expect(stderr).toContain(`> GET ${target.origin}/`)
  expect(stdout.toString() + stderr).not.toContain(key)
  expect(stdout.toString() + stderr).not.toContain(SECRET)
})
