import { afterEach, describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import type { TestHandle, TestServer } from './support-server.ts'
import { ok, readBody, startServer } from './support-server.ts'
import { errorCode, parseAnswer, sendRaw } from './support-raw-socket.ts'

let server: TestServer

afterEach(async () => {
  await server.close()
})

const start = async (handle: TestHandle = () => Promise.resolve(ok())): Promise<void> => {
  server = await startServer(handle)
}
const send = (first: string, ...fields: readonly string[]): Promise<string> =>
  sendRaw(server.port, `${first} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...fields, '', '')
const CREDENTIAL = 'X-Vultrino-Credential: github-api'

describe('a request', () => {
  it('reaches the request path as it stood on the wire', async () => {
    await start(async (inbound) => {
      expect(inbound.signal.aborted).toBe(false)
      return ok(await readBody(inbound))
    })
    const answer = await send(
      'POST /https://api.example.com/a%2Fb/../c?q=1%20&q=2',
      'X-Vultrino-Credential: github-api',
      'X-Twice: one',
      'x-tWICE: two',
      'Content-Length: 5',
      '',
      'hello',
    )
    expect(parseAnswer(answer)).toMatchObject({ status: 200, body: 'hello' })
    const [inbound] = server.inbound
    expect(inbound).toMatchObject({
      surface: 'http',
      presented: { kind: 'local' },
      ip: '127.0.0.1',
      alias: 'github-api',
      url: 'https://api.example.com/a%2Fb/../c?q=1%20&q=2',
      method: 'POST',
      bodyLength: 5,
    })
    expect(inbound?.headers).toEqual(expect.arrayContaining(['X-Twice', 'one', 'x-tWICE', 'two']))
    expect(inbound?.requestId).toMatch(/^[0-9a-f]{16}$/)
  })

  it.each([
    ['/https:/api.example.com/a//b', 'https://api.example.com/a//b'],
    ['/proxy/http://api.example.com/a', 'http://api.example.com/a'],
    ['/HTTPS://api.example.com', 'HTTPS://api.example.com'],
    ['/https://api.example.com/https://inner.example/x', 'https://api.example.com/https://inner.example/x'],
    ['/ftp://api.example.com/a', 'ftp://api.example.com/a'],
  ])('for %s asks for %s', async (path, url) => {
    await start()
    expect(parseAnswer(await send(`GET ${path}`, CREDENTIAL)).status).toBe(200)
    expect(server.inbound[0]?.url).toBe(url)
  })

  it.each([
    '/',
    '/favicon.ico',
    '/healthy',
    '/api.example.com/a',
    '/https',
    '/https:',
    '/proxy/',
    '*',
    '/v1/execute',
  ])('for %s finds no endpoint', async (path) => {
    await start()
    expect(errorCode(await send(`OPTIONS ${path}`, CREDENTIAL))).toBe('no_such_endpoint')
    expect(server.inbound).toEqual([])
  })

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'])(
    'may have the method %s, which the request path judges',
    async (method) => {
      await start()
      expect(await send(`${method} /https://api.example.com/`, CREDENTIAL)).toMatch(/^HTTP\/1.1 200 OK\r\n/)
      expect(server.inbound[0]?.method).toBe(method)
    },
  )

  it('tells no body, an empty body and a chunked body apart', async () => {
    await start(async (inbound) => ok(await readBody(inbound)))
    await send('POST /https://a.example/', CREDENTIAL)
    await send('POST /https://a.example/', CREDENTIAL, 'Content-Length: 0')
    const answer = await send(
      'POST /https://a.example/',
      CREDENTIAL,
      'Transfer-Encoding: chunked',
      '',
      '2',
      'ab',
      '0',
      '',
    )
    expect(server.inbound.map(({ body, bodyLength }) => [body !== null, bodyLength])).toEqual([
      [false, null],
      [false, 0],
      [true, null],
    ])
    expect(parseAnswer(answer).body).toBe('ab')
  })
})

describe('what the front door reads itself', () => {
  it('takes a Vultrino key from Authorization and leaves any other alone', async () => {
    await start()
    await send('GET /https://a.example/', CREDENTIAL, 'Authorization: Bearer vk_abc123')
    await send('GET /https://a.example/', CREDENTIAL, 'authorization: bearer   vk_def')
    await send('GET /https://a.example/', CREDENTIAL, 'Authorization: Bearer ghp_own')
    await send(
      'GET /https://a.example/',
      CREDENTIAL,
      'Authorization: Basic dms6dms=',
      'Authorization: Bearer vk_two',
    )
    const presented = server.inbound.map((inbound) => inbound.presented)
    expect(presented.map(({ kind }) => kind)).toEqual(['token', 'token', 'local', 'token'])
    expect(presented.map((who) => (who.kind === 'token' ? who.token.reveal() : null))).toEqual([
      'vk_abc123',
      'vk_def',
      null,
      'vk_two',
    ])
  })

  it.each([
    ['a repeated alias', ['X-Vultrino-Credential: a', 'X-Vultrino-Credential: b']],
    ['an alias repeated in one field', ['X-Vultrino-Credential: a, b']],
    ['an empty alias', ['X-Vultrino-Credential: ']],
    ['two keys', [CREDENTIAL, 'Authorization: Bearer vk_a', 'Authorization: Bearer vk_b']],
    ['a WebSocket upgrade', [CREDENTIAL, 'Connection: Upgrade', 'Upgrade: websocket']],
  ])('refuses %s', async (_, fields) => {
    await start()
    expect(errorCode(await send('GET /https://a.example/', ...fields))).toBe('invalid_request')
    expect(server.inbound).toEqual([])
    expect(server.refusals).toMatchObject([
      { ip: '127.0.0.1', method: 'GET', error: { code: 'invalid_request' } },
    ])
  })

  it('leaves a missing alias to the request path', async () => {
    await start()
    await send('GET /https://a.example/')
    expect(server.inbound[0]?.alias).toBeUndefined()
  })

  it('passes over an offer of HTTP/2', async () => {
    await start()
    const fields = [
      CREDENTIAL,
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABk',
    ]
    const answer = await sendRaw(
      server.port,
      'GET /https://a.example/ HTTP/1.1',
      'Host: localhost',
      ...fields,
      'Connection: close',
      '',
      '',
    )
    expect(parseAnswer(answer).status).toBe(200)
  })
})

describe('/health', () => {
  it('answers without a credential', async () => {
    await start()
    const { status, head, body } = parseAnswer(await send('GET /health'))
    expect(status).toBe(200)
    expect(head).toContain('Content-Type: application/json')
    expect(JSON.parse(body)).toEqual({ status: 'ok', version: '0.1.0' })
    expect(parseAnswer(await send('HEAD /health?x')).body).toBe('')
    expect(server.inbound).toEqual([])
  })

  it('is not written to', async () => {
    await start()
    expect(errorCode(await send('POST /health'))).toBe('method_not_allowed')
  })
})

describe('an error', () => {
  const refuse =
    (error: VultrinoError): TestHandle =>
    () =>
      Promise.resolve({ ok: false, error })

  it('has the documented form', async () => {
    await start(refuse(new VultrinoError('forbidden', { alias: 'github-api', permission: 'execute' })))
    const { status, head, body } = parseAnswer(await send('GET /https://a.example/', CREDENTIAL))
    expect(status).toBe(403)
    expect(JSON.parse(body)).toEqual({
      error: 'forbidden',
      message: "Permission denied for credential 'github-api'",
      details: {
        alias: 'github-api',
        permission: 'execute',
        hint: "It takes a role with the execute permission whose scopes cover this alias: `vultrino whoami` shows the caller's, the owner changes it with: vultrino role update ROLE --permissions PERMS --scopes PATTERNS",
      },
    })
    expect(head).toContain('X-Vultrino-Error: forbidden')
    expect(head).toContain(`X-Vultrino-Request-Id: ${server.inbound[0]?.requestId ?? '?'}`)
    expect(head).toContain('Cache-Control: no-store')
    expect(head).not.toMatch(/access-control|x-powered-by/i)
    expect(server.refusals).toEqual([])
  })

  it('says how to authenticate, and which methods there are', async () => {
    await start(refuse(new VultrinoError('unauthorized')))
    expect(await send('GET /https://a.example/', CREDENTIAL)).toContain(
      'WWW-Authenticate: Bearer realm="vultrino"',
    )
    await server.close()
    await start(refuse(new VultrinoError('method_not_allowed', { reason: 'no' })))
    expect(await send('TRACE /https://a.example/', CREDENTIAL)).toMatch(/\r\nAllow: GET, HEAD, /)
  })

  it('has no body for HEAD', async () => {
    await start(refuse(new VultrinoError('unauthorized')))
    const { status, head, body } = parseAnswer(await send('HEAD /https://a.example/', CREDENTIAL))
    expect([status, body]).toEqual([401, ''])
    expect(head).toContain('X-Vultrino-Error: unauthorized')
  })

  it('of ours is told to the log, never to the caller', async () => {
    await start(() => Promise.reject(new Error('the password is hunter2')))
    const answer = await send('GET /https://a.example/', CREDENTIAL)
    expect(errorCode(answer)).toBe('internal_error')
    expect(answer).not.toContain('hunter2')
    expect(server.internal).toMatchObject([
      { code: 'internal_error', cause: { message: 'the password is hunter2' } },
    ])
  })

  it('that cannot be recorded is answered with that', async () => {
    const onRefused = (): Promise<void> => Promise.reject(new VultrinoError('audit_unavailable'))
    server = await startServer(() => Promise.resolve(ok()), { onRefused })
    const answer = await send('GET /nowhere')
    expect(answer).toMatch(/^HTTP\/1.1 503 /)
    expect(errorCode(answer)).toBe('audit_unavailable')
  })
})
