import { describe, expect, it } from 'vitest'
import { exchange, failureOf, read, requestTo, upstreamWith } from './exchange.ts'
import { answering, answeringOnce, rawServer } from './raw-server.ts'

const PROTOCOL = 'upstream_error: its answer is not valid HTTP'
const RESET = 'upstream_error: it closed the connection before the answer was complete'
const LENGTH = 'upstream_error: its answer is not as long as it said'
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n'

describe('an answer that is not HTTP', () => {
  it.each([
    // Two framings, or one that says two things.
    `${CHUNKED}Content-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 0x3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 3.0\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length : 3\r\n\r\nabc',
    // Line ends and folds.
    'HTTP/1.1 200 OK\nContent-Length: 3\n\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 3\n\nabc',
    'HTTP/1.1 200 OK\r\nX-A: 1\nX-B: 2\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nX-A: 1\r\n folded\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nX-A: 1\r\n\tfolded\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\n X-A: 1\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nX-A: a\rb\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nX A: 1\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\n: 1\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 3\r\n\r\nabc',
    // Status lines.
    'garbage\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01',
    'ICY 200 OK\r\n\r\n',
    'HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    '<html>not HTTP at all</html>\n',
  ])('%j', async (bytes) => {
    const server = await rawServer(answeringOnce(bytes))
    expect([PROTOCOL, LENGTH]).toContain(await failureOf(exchange(upstreamWith(), server.origin)))
  })

  it.each([
    [`${CHUNKED}\r\nxyz\r\n`, PROTOCOL],
    [`${CHUNKED}\r\n-1\r\na\r\n`, PROTOCOL],
    [`${CHUNKED}\r\n3\nabc\r\n0\r\n\r\n`, PROTOCOL],
    [`${CHUNKED}\r\n3\r\nabcd\r\n0\r\n\r\n`, PROTOCOL],
    [`${CHUNKED}\r\n3 \r\nabc\r\n0\r\n\r\n`, PROTOCOL],
    [`${CHUNKED}\r\nffffffffffffffffff\r\nabc\r\n`, PROTOCOL],
    [`${CHUNKED}\r\n3\r\nabc\r\n0\r\nX-A: a\n\r\n\r\n`, PROTOCOL],
    [`${CHUNKED}\r\n3\r\nabc`, RESET],
    [`${CHUNKED}\r\n3\r\nabc\r\n`, RESET],
    [`${CHUNKED}\r\n3\r\nabc\r\n0\r\nX-A: 1\r\n`, RESET],
    ['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', RESET],
    ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nabc', LENGTH],
    ['HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nabc', LENGTH],
    ['HTTP/1.1 200 OK\r\nContent-Le', RESET],
    ['', RESET],
  ])('or that breaks off: %j', async (bytes, failure) => {
    const server = await rawServer(answeringOnce(bytes))
    expect(await failureOf(exchange(upstreamWith(), server.origin))).toBe(failure)
  })

  it.each([
    'gzip, chunked',
    'chunked, gzip',
    'gzip',
    'identity',
    'chunked, chunked',
    'xchunked',
    'chunked;q=1',
  ])('or in a transfer coding that nobody undoes: %s', async (coding) => {
    const server = await rawServer(
      answeringOnce(`HTTP/1.1 200 OK\r\nTransfer-Encoding: ${coding}\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
    )
    expect(await failureOf(exchange(upstreamWith(), server.origin))).toMatch(
      /^upstream_error: its answer (?:uses an unknown transfer coding|is not valid HTTP)$/,
    )
  })

  it('shows nothing of what was sent', async () => {
    const server = await rawServer(answeringOnce('HTTP/1.1 200 OK\r\nsecret value\r\n\r\n'))
    await expect(upstreamWith().send(requestTo(server.origin))).rejects.toThrow(
      /^Failed to connect to target server: its answer is not valid HTTP$/,
    )
  })
})

describe('an answer without end', () => {
  it.each([
    ['one field', 'HTTP/1.1 200 OK\r\nX-A: ', 'a'.repeat(4096)],
    ['many fields', 'HTTP/1.1 200 OK\r\n', 'X-A: aaaaaaaaaa\r\n'.repeat(200)],
    ['a field name', 'HTTP/1.1 200 OK\r\n', 'a'.repeat(4096)],
    ['trailers', `${CHUNKED}\r\n0\r\n`, 'X-A: aaaaaaaaaa\r\n'.repeat(200)],
  ])('%s', async (_, start, more) => {
    const server = await rawServer((socket) => {
      socket.write(start)
      const flood = (): void => {
        while (!socket.destroyed && socket.write(more));
      }
      socket.on('drain', flood)
      flood()
    })
    expect(await failureOf(exchange(upstreamWith(), server.origin))).toBe(
      'upstream_error: its answer has more header fields than are taken',
    )
  })

  it('a reason phrase', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 ')
      const flood = setInterval(() => socket.destroyed || socket.write('a'.repeat(4096)), 1)
      socket.on('close', () => clearInterval(flood))
    })
    expect(await failureOf(exchange(upstreamWith({ headTimeout: 200 }), server.origin))).toBe(
      'upstream_timeout: no answer in time',
    )
  })

  it.each([
    'HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\n',
    'HTTP/1.1 102 Processing\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 199 x\r\n\r\n',
  ])('interim answers: %j', async (interim) => {
    const server = await rawServer((socket) => {
      const flood = (): void => {
        while (!socket.destroyed && socket.write(interim.repeat(10)));
      }
      socket.on('drain', flood)
      flood()
    })
    expect(await failureOf(exchange(upstreamWith(), server.origin))).toBe(
      'upstream_error: it sent interim answers without end',
    )
  })

  it('interim answers, slowly, do not put off the time limit', async () => {
    const server = await rawServer((socket) => {
      const drip = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 50)
      socket.on('close', () => clearInterval(drip))
    })
    expect(await failureOf(exchange(upstreamWith({ headTimeout: 300 }), server.origin))).toBe(
      'upstream_timeout: no answer in time',
    )
  })
})

describe('an answer that was not asked for', () => {
  it('a switch of protocols', async () => {
    const server = await rawServer(
      answering('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
    )
    expect(await failureOf(exchange(upstreamWith(), server.origin))).toBe(RESET)
  })

  it('bytes on an idle connection', async () => {
    const server = await rawServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'))
    const upstream = upstreamWith()
    await exchange(upstream, server.origin)
    for (const socket of server.sockets) socket.write('HTTP/1.1 299 Smuggled\r\nContent-Length: 0\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await exchange(upstream, server.origin)).toMatchObject({ status: 200, body: 'hi' })
  })
})

describe('a target that is slow', () => {
  it('to answer', async () => {
    const server = await rawServer(() => undefined)
    expect(await failureOf(exchange(upstreamWith({ headTimeout: 100 }), server.origin))).toBe(
      'upstream_timeout: no answer in time',
    )
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('to finish its head', async () => {
    const server = await rawServer((socket) => {
      const drip = setInterval(() => socket.write('X'), 20)
      socket.write('HTTP/1.1 200 OK\r\n')
      socket.on('close', () => clearInterval(drip))
    })
    expect(await failureOf(exchange(upstreamWith({ headTimeout: 200 }), server.origin))).toBe(
      'upstream_timeout: no answer in time',
    )
  })

  it('to go on with its body', async () => {
    const server = await rawServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi'))
    const answer = await upstreamWith({ idleTimeout: 200 }).send(requestTo(server.origin))
    expect(await failureOf(read(answer))).toBe('upstream_timeout: the answer stopped coming')
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('to read the request', async () => {
    const server = await rawServer((socket) => socket.pause())
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        yield Buffer.alloc(1 << 20)
      }
    }
    const sent = exchange(upstreamWith({ idleTimeout: 300 }), server.origin, {
      method: 'POST',
      body: endless(),
    })
    expect(await failureOf(sent)).toBe('upstream_timeout: the request body stood still')
  })

  it('but steady, for longer than every limit', async () => {
    const server = await rawServer((socket) => {
      socket.write(`${CHUNKED}\r\n`)
      let left = 12
      const drip = setInterval(() => {
        left -= 1
        socket.write(left > 0 ? '1\r\nx\r\n' : '0\r\n\r\n')
        if (left <= 0) clearInterval(drip)
      }, 50)
    })
    expect(await exchange(upstreamWith({ headTimeout: 400, idleTimeout: 400 }), server.origin)).toMatchObject(
      { body: 'x'.repeat(11) },
    )
  })
})

describe('a target that is gone', () => {
  it('before it answers', async () => {
    const server = await rawServer((socket) => socket.resetAndDestroy())
    expect(await failureOf(exchange(upstreamWith(), server.origin))).toBe(RESET)
  })

  it('in the middle of a body: what came is read first', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi')
      setTimeout(() => socket.resetAndDestroy(), 50)
    })
    const answer = await upstreamWith().send(requestTo(server.origin))
    const iterator = answer.body[Symbol.asyncIterator]()
    expect(Buffer.from((await iterator.next()).value as Uint8Array).toString()).toBe('hi')
    expect(await failureOf(iterator.next())).toBe(RESET)
    expect(await iterator.next()).toMatchObject({ done: true })
  })

  it('altogether', async () => {
    const server = await rawServer((socket) => socket.destroy())
    const port = String(server.port)
    expect(await failureOf(exchange(upstreamWith(), `http://127.0.0.1:${port}/`))).toBe(RESET)
    expect(await failureOf(exchange(upstreamWith(), 'http://127.0.0.1:1/'))).toBe(
      'upstream_error: the connection was refused',
    )
  })
})
