import { STATUS_CODES } from 'node:http'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { chunksOf, exchange, failureOf, requestTo, upstreamWith } from './exchange.ts'
import { answering, answeringOnce, rawServer } from './raw-server.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'

describe('what is sent', () => {
  it('is what was given, with Host and framing added and nothing else', async () => {
    const server = await rawServer(answering(OK))
    const headers = ['Accept', '*/*', 'X-Twice', '1', 'x-twice', '2', 'X-Latin', 'caf\xe9']
    await exchange(upstreamWith(), `${server.origin}/a%2fb?q=1&q=2`, { headers })
    expect(server.received).toEqual([
      `GET /a%2fb?q=1&q=2 HTTP/1.1\r\nhost: 127.0.0.1:${String(server.port)}\r\nconnection: keep-alive\r\n` +
        'Accept: */*\r\nX-Twice: 1\r\nx-twice: 2\r\nX-Latin: caf\xe9\r\n\r\n',
    ])
  })

  it('takes the path of the request, which may hold what the target’s does not', async () => {
    const server = await rawServer(answering(OK))
    await exchange(upstreamWith(), `${server.origin}/a`, { path: '/a?key=secret' })
    expect(server.received[0]).toMatch(/^GET \/a\?key=secret HTTP\/1\.1\r\n/)
  })

  it.each(['GET', 'POST', 'DELETE', 'PROPFIND', 'M-SEARCH', 'PURGE'])(
    'a body of announced size with %s',
    async (method) => {
      const server = await rawServer((socket, text) => {
        if (text.endsWith('hello world')) socket.write(OK)
        else socket.once('data', () => socket.write(OK))
      })
      await exchange(upstreamWith(), server.origin, {
        method,
        body: chunksOf('hello ', 'world'),
        bodyLength: 11,
      })
      expect(server.received[0]).toMatch(new RegExp(`^${method} / HTTP/1.1\r\n`))
      expect(server.received[0]).toMatch(/\r\ncontent-length: 11\r\n\r\nhello world$/)
      expect(server.received[0]).not.toMatch(/transfer-encoding|expect/i)
    },
  )

  it('a body of unknown size, in chunks', async () => {
    const server = await rawServer((socket) => {
      socket.on('data', (chunk) => {
        if (chunk.toString('latin1').endsWith('0\r\n\r\n')) socket.write(OK)
      })
    })
    await exchange(upstreamWith(), server.origin, { method: 'POST', body: chunksOf('hello ', 'world') })
    expect(server.received[0]).toMatch(
      /\r\ntransfer-encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n$/,
    )
  })

  it('a Node stream as it is', async () => {
    const server = await rawServer((socket, text) => {
      if (text.endsWith('hello')) socket.write(OK)
      else socket.once('data', () => socket.write(OK))
    })
    const body = Readable.from([Buffer.from('hel'), Buffer.from('lo')])
    expect(
      await exchange(upstreamWith(), server.origin, { method: 'PUT', body, bodyLength: 5 }),
    ).toMatchObject({ body: 'hi' })
    expect(server.received[0]).toMatch(/content-length: 5\r\n\r\nhello$/)
  })

  it('says that a body is empty where one is expected', async () => {
    const server = await rawServer(answering(OK))
    const upstream = upstreamWith()
    await exchange(upstream, server.origin, { method: 'POST' })
    await exchange(upstream, server.origin, { method: 'POST', body: chunksOf(), bodyLength: 0 })
    await exchange(upstream, server.origin, { method: 'DELETE' })
    const heads = server.received.flatMap((text) => text.split('\r\n\r\n')).filter((head) => head !== '')
    const said = heads.map((head) => [head.slice(0, 4), /content-length: (\d+)/.exec(head)?.[1]].join(' '))
    expect(said.toSorted()).toEqual(['DELE ', 'POST 0', 'POST 0'])
  })

  it.each([
    [5, 'more than the announced'],
    [50, 'less than the announced'],
  ])('refuses a body that is not %d bytes long: %s', async (bodyLength) => {
    const server = await rawServer(() => undefined)
    const sent = exchange(upstreamWith(), server.origin, {
      method: 'POST',
      body: chunksOf('hello ', 'world'),
      bodyLength,
    })
    expect(await failureOf(sent)).toBe(
      'invalid_request: the request body is not as long as it was said to be',
    )
    expect(server.received.join('')).not.toMatch(/hello world/)
  })

  it('hands on the error that a body ends with', async () => {
    const server = await rawServer(() => undefined)
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* chunksOf('a')
      await failureOf(Promise.resolve())
      throw Object.assign(new Error('gone'), { code: 'ECONNABORTED' })
    }
    const sent = upstreamWith().send(requestTo(server.origin, { method: 'POST', body: broken() }))
    expect(await failureOf(sent)).toBe('upstream_error: the exchange broke off')
  })

  it.each([
    [['X-A', 'a\r\nX-B: b']],
    [['X A', 'a']],
    [['X-A', 'snow \u2603']],
    [['Transfer-Encoding', 'chunked']],
    [['Expect', '100-continue']],
    [['Upgrade', 'websocket']],
  ])('never sends the field %j', async (headers) => {
    const server = await rawServer(answering(OK))
    expect(await failureOf(exchange(upstreamWith(), server.origin, { headers }))).toMatch(
      /^invalid_request: /,
    )
    expect(server.received.join('')).toBe('')
  })

  it.each([
    ['another host', { headers: ['HOST', 'evil.example'] }],
    ['an absolute path', { path: 'http://evil.example/' }],
    ['a path of another kind', { path: '*' }],
  ])('never goes to %s', async (_, more) => {
    const server = await rawServer(answering(OK))
    await expect(upstreamWith().send(requestTo(server.origin, more))).rejects.toThrow(TypeError)
    expect(server.received).toEqual([])
  })
})

describe('what comes back', () => {
  it('has fields in order, with repeats and case, and its bytes', async () => {
    const server = await rawServer(
      answering(
        'HTTP/1.1 207 Multi-Status\r\nX-b: 1\r\nSet-Cookie: a=1\r\nx-B: 2\r\nSET-COOKIE: b=2\r\nX-L: caf\xe9\r\nContent-Length: 3\r\n\r\n\x00\xff\x80',
      ),
    )
    expect(await exchange(upstreamWith(), server.origin)).toEqual({
      status: 207,
      statusText: 'Multi-Status',
      headers: [
        'X-b',
        '1',
        'Set-Cookie',
        'a=1',
        'x-B',
        '2',
        'SET-COOKIE',
        'b=2',
        'X-L',
        'caf\xe9',
        'Content-Length',
        '3',
      ],
      body: '\x00\xff\x80',
      trailers: [],
    })
  })

  it('has trailers', async () => {
    const server = await rawServer(
      answering(
        'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n',
      ),
    )
    const got = await exchange(upstreamWith(), server.origin)
    expect(got).toMatchObject({ body: 'abc', trailers: ['X-Sum', '1', 'x-sum', '2'] })
  })

  it.each([
    ['HTTP/1.1 200\r\n', 200],
    ['HTTP/1.1 200 \r\n', 200],
    ['HTTP/1.1 200 caf\xc3\xa9\r\n', 200],
    ['HTTP/1.1 299 caf\xe9 \xff\r\n', 299],
    ['HTTP/1.0 200 Old\r\n', 200],
  ])('has a status, and nothing of the phrase behind it: %j', async (line, status) => {
    const server = await rawServer(answeringOnce(`${line}Content-Length: 2\r\n\r\nhi`))
    expect(await exchange(upstreamWith(), server.origin)).toMatchObject({
      status,
      statusText: STATUS_CODES[status] ?? '',
      body: 'hi',
    })
  })

  it('has nothing of a phrase that comes in two parts', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 401 Bad key sk-')
      setTimeout(() => socket.write('live-secret\r\nContent-Length: 0\r\n\r\n'), 50)
    })
    expect(await exchange(upstreamWith(), server.origin)).toMatchObject({
      status: 401,
      statusText: 'Unauthorized',
    })
  })

  it.each([301, 302, 303, 307, 308])('is a %d, not where it points', async (status) => {
    const server = await rawServer(
      answering(
        `HTTP/1.1 ${String(status)} Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n`,
      ),
    )
    const got = await exchange(upstreamWith(), server.origin, { headers: ['X-Api-Key', 'secret'] })
    expect(got).toMatchObject({ status, headers: ['Location', 'http://127.0.0.1:1/', 'Content-Length', '0'] })
    expect(server.received.length).toBe(1)
  })

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'],
    ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n'],
    ['GET', 'HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n'],
  ])('to %s has no body: %j', async (method, head) => {
    const server = await rawServer(answering(head))
    expect(await exchange(upstreamWith(), server.origin, { method })).toMatchObject({ body: '' })
  })

  it.each([
    [
      'HEAD',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 299 Smuggled\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'GET',
      'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nHTTP/1.1 299 Smuggled\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'GET',
      'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\nHTTP/1.1 299 Smuggled\r\nContent-Length: 0\r\n\r\n',
    ],
    ['GET', `${OK}HTTP/1.1 299 Smuggled\r\nContent-Length: 0\r\n\r\n`],
  ])('to %s that goes on is not the answer to the next request: %j', async (method, bytes) => {
    let first = true
    const server = await rawServer((socket) => {
      socket.write(first ? bytes : OK, 'latin1')
      first = false
    })
    const upstream = upstreamWith()
    await exchange(upstream, server.origin, { method })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await exchange(upstream, server.origin)).toMatchObject({ status: 200, body: 'hi' })
    expect(server.received.length).toBe(2)
  })

  it('may come after interim answers', async () => {
    const server = await rawServer(
      answering('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', 'HTTP/1.1 102 Processing\r\n\r\n', OK),
    )
    expect(await exchange(upstreamWith(), server.origin)).toMatchObject({
      status: 200,
      headers: ['Content-Length', '2'],
      body: 'hi',
    })
  })

  it.each([
    ['one', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['one with fields', 'HTTP/1.1 100 Continue\r\nX-A: 1\r\nContent-Length: 7\r\n\r\n'],
    ['some', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(3)],
    ['one among others', 'HTTP/1.1 103 x\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 102 x\r\n\r\n'],
  ])('may come after `100 Continue` that was not asked for: %s', async (_, interim) => {
    const server = await rawServer(answering(interim, OK))
    const upstream = upstreamWith()
    const got = { status: 200, headers: ['Content-Length', '2'], body: 'hi' }
    expect(await exchange(upstream, server.origin)).toMatchObject(got)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await exchange(upstream, server.origin)).toMatchObject(got)
    expect(server.received.length).toBe(1)
  })

  it('may come after `100 Continue` in the middle of an upload', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      socket.on('data', (chunk) => {
        if (chunk.toString('latin1').endsWith('0\r\n\r\n')) socket.write(OK)
      })
    })
    const body = chunksOf('a', 'b')
    const got = await exchange(upstreamWith(), server.origin, { method: 'POST', body })
    expect(got).toMatchObject({ status: 200, body: 'hi' })
  })

  it('may come before the request has ended', async () => {
    const server = await rawServer(answering('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno'))
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        yield Buffer.alloc(16)
      }
    }
    expect(await exchange(upstreamWith(), server.origin, { method: 'POST', body: endless() })).toMatchObject({
      status: 413,
      body: 'no',
    })
  })
})
