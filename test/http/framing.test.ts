import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TestServer } from './support-server.ts'
import { ok, readBody, startServer } from './support-server.ts'
import { errorCode, parseAnswer, RawSocket, sendRaw } from './support-raw-socket.ts'

let server: TestServer

beforeEach(async () => {
  server = await startServer(async (inbound) => ok(`<${(await readBody(inbound)).toString('latin1')}>`))
})
afterEach(async () => {
  await server.close()
})

const LINE = 'POST /https://a.example/ HTTP/1.1'
const COMMON = ['Host: localhost', 'X-Vultrino-Credential: a']

describe('a message whose end is in doubt is refused, and its connection closed', () => {
  it.each([
    ['length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked', '', '0', '', 'SMUG']],
    ['chunks and length', ['Transfer-Encoding: chunked', 'Content-Length: 4', '', '0', '', 'SMUG']],
    ['two lengths', ['Content-Length: 4', 'Content-Length: 5', '', 'abcde']],
    ['two equal lengths', ['Content-Length: 4', 'Content-Length: 4', '', 'abcd']],
    ['a list of lengths', ['Content-Length: 4, 4', '', 'abcd']],
    ['a signed length', ['Content-Length: +4', '', 'abcd']],
    ['a negative length', ['Content-Length: -4', '', 'abcd']],
    ['a hexadecimal length', ['Content-Length: 0x4', '', 'abcd']],
    ['an empty length', ['Content-Length: ', '', 'abcd']],
    ['an overflowing length', ['Content-Length: 99999999999999999999999', '', 'abcd']],
    ['an unknown coding', ['Transfer-Encoding: xchunked', '', '0', '', '']],
    ['a coding before chunked', ['Transfer-Encoding: gzip, chunked', '', '0', '', '']],
    ['chunked twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked', '', '0', '', '']],
    ['identity', ['Transfer-Encoding: identity', '', 'abcd']],
    ['a space before the colon', ['Transfer-Encoding : chunked', '', '0', '', '']],
    ['a folded field', ['X-A: b', ' Transfer-Encoding: chunked', '', '0', '', '']],
    ['a folded coding', ['Transfer-Encoding:', ' chunked', '', '0', '', '']],
    ['a NUL in a field', ['X-A: b\0c', 'Content-Length: 0', '', '']],
    ['a bare CR in a field', ['X-A: b\rX-Vultrino-Credential: c', 'Content-Length: 0', '', '']],
    ['a bad chunk size', ['Transfer-Encoding: chunked', '', 'zz', 'abcd', '0', '', '']],
    ['a chunk longer than it says', ['Transfer-Encoding: chunked', '', '2', 'abcd', '0', '', '']],
    ['a negative chunk', ['Transfer-Encoding: chunked', '', '-2', 'abcd', '0', '', '']],
  ])('%s', async (_, rest) => {
    const answer = await sendRaw(server.port, LINE, ...COMMON, ...rest)
    expect(errorCode(answer)).toBe('invalid_request')
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('Connection: close')
    expect(answer.match(/^HTTP\/1.1 \d/gm)).toHaveLength(1)
  })

  it.each([
    ['bare line feeds', 'POST /https://a.example/ HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n'],
    ['a bare line feed after a field', `${LINE}\r\nHost: localhost\nX-A: b\r\n\r\n`],
    [
      'a chunk that ends in a bare line feed',
      `${LINE}\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\r\n0\r\n\r\n`,
    ],
    ['no version', 'GET /health\r\n\r\n'],
    ['a version of tomorrow', 'GET /health HTTP/3.0\r\nHost: localhost\r\n\r\n'],
    ['HTTP/2 in so many words', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['an unknown method', 'FROBNICATE /health HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a space in the target', 'GET /https://a.example/a b HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('%s', async (_, text) => {
    const answer = await sendRaw(server.port, text)
    expect(errorCode(answer)).toBe('invalid_request')
    expect(server.inbound.filter(({ bodyLength }) => bodyLength !== null)).toEqual([])
  })
})

describe('a head is refused', () => {
  const head = (...fields: readonly string[]): Promise<string> =>
    sendRaw(server.port, 'GET /https://a.example/ HTTP/1.1', 'Connection: close', ...fields, '', '')

  it('without Host, with two, or with an empty one', async () => {
    expect(errorCode(await head('X-A: b'))).toBe('invalid_request')
    expect(errorCode(await head('Host: localhost', 'Host: localhost'))).toBe('invalid_request')
    expect(errorCode(await head('Host:'))).toBe('access_denied')
  })

  it('when it is longer than 32 KiB, without waiting for its end', async () => {
    const raw = await RawSocket.open(server.port)
    raw.send('GET /health HTTP/1.1', 'Host: localhost', `X-A: ${'a'.repeat(40_000)}`)
    const answer = await raw.closed()
    expect(answer).toMatch(/^HTTP\/1.1 431 /)
    expect(errorCode(answer)).toBe('headers_too_large')
  })

  it('when it has more than 256 fields', async () => {
    const many = Array.from({ length: 300 }, (_, i) => `X-${String(i)}: a`)
    expect(errorCode(await head('Host: localhost', ...many))).toBe('headers_too_large')
    expect(server.inbound).toEqual([])
  })

  it('when its target is not percent-encoded', async () => {
    const answer = await sendRaw(
      server.port,
      'GET /https://a.example/\xe9 HTTP/1.1',
      'Host: localhost',
      'Connection: close',
      '',
      '',
    )
    expect(errorCode(answer)).toBe('invalid_request')
  })

  it('when it asks for a standard proxy, and says what to do instead', async () => {
    const absolute = await sendRaw(
      server.port,
      'GET http://evil.example/ HTTP/1.1',
      'Host: localhost',
      'Connection: close',
      '',
      '',
    )
    expect(errorCode(absolute)).toBe('invalid_request')
    expect(absolute).toContain('put the URL in the path')
    const tunnel = await sendRaw(server.port, 'CONNECT evil.example:443 HTTP/1.1', 'Host: localhost', '', '')
    expect(errorCode(tunnel)).toBe('method_not_allowed')
    expect(tunnel).toContain('put the URL in the path')
    expect(server.inbound).toEqual([])
  })

  it('when it expects what cannot be met', async () => {
    const answer = await head('Host: localhost', 'Expect: 200-ok')
    expect(answer).toMatch(/^HTTP\/1.1 417 /)
    expect(errorCode(answer)).toBe('expectation_failed')
  })
})

describe('pipelining', () => {
  const request = (n: number, ...more: string[]): string =>
    ['GET /https://a.example/' + String(n) + ' HTTP/1.1', ...COMMON, ...more, '', ''].join('\r\n')

  it('is served in order, one exchange at a time', async () => {
    await server.close()
    let running = 0
    let most = 0
    server = await startServer(async ({ url }) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, url.endsWith('0') ? 20 : 1))
      running--
      return ok(`[${url.slice(-1)}]`)
    })
    const text = await sendRaw(
      server.port,
      request(0),
      request(1),
      request(2),
      request(3, 'Connection: close'),
    )
    expect(text.match(/\[\d\]/g)).toEqual(['[0]', '[1]', '[2]', '[3]'])
    expect(most).toBe(1)
  })

  it('after a body, reads the next request where the body ends', async () => {
    const text = await sendRaw(
      server.port,
      [LINE, ...COMMON, 'Content-Length: 3', '', 'abc'].join('\r\n') + request(1, 'Connection: close'),
    )
    expect(text.match(/<\w*>/g)).toEqual(['<abc>', '<>'])
  })

  it('of a request and garbage answers the request first', async () => {
    const text = await sendRaw(server.port, `${request(1)}GARBAGE\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1.1 200 OK[^]*<>HTTP\/1.1 400 Bad Request/)
  })

  it('is not endless', async () => {
    await server.close()
    let most = 0
    server = await startServer(() => {
      most++
      return new Promise(() => undefined)
    })
    const raw = await RawSocket.open(server.port)
    raw.socket.write(request(1).repeat(2000))
    await expect.poll(() => most, { timeout: 10_000 }).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(most).toBe(1)
    raw.destroy()
  })
})

it('a client that goes away is no error', async () => {
  const raw = await RawSocket.open(server.port)
  raw.send(LINE, ...COMMON, 'Content-Length: 100', '', 'abc')
  await new Promise((resolve) => setTimeout(resolve, 50))
  raw.socket.resetAndDestroy()
  const answer = await sendRaw(
    server.port,
    'GET /health HTTP/1.1',
    'Host: localhost',
    'Connection: close',
    '',
    '',
  )
  expect(parseAnswer(answer).status).toBe(200)
  expect(server.internal).toEqual([])
})
