import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, onTestFinished } from 'vitest'
import type { Upstream } from '../../src/ports/upstream.ts'
import { itWith } from '../support/outside-tool.ts'
import { newAuthority, OPENSSL, type Authority } from './certificates.ts'
import { chunksOf, exchange, failureOf, requestTo, upstreamWith } from './exchange.ts'

interface Seen {
  readonly origin: string
  readonly requests: IncomingHttpHeaders[]
  sessions: number
}

let authority: Authority
beforeAll(() => {
  if (OPENSSL.present) authority = newAuthority()
})

/** An HTTP/2 server over TLS; HTTP/1.1 where it is all the client offers. */
async function http2Server(
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<Seen> {
  const server = createSecureServer({ ...authority.issue(['IP:127.0.0.1']), allowHTTP1: true })
  const seen: Seen = { origin: '', requests: [], sessions: 0 }
  server.on('session', () => (seen.sessions += 1))
  server.on('sessionError', () => undefined)
  server.on('stream', (stream, headers) => {
    seen.requests.push(headers)
    stream.on('error', () => undefined)
    answer(stream, headers)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    ...seen,
    origin: `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    get sessions() {
      return seen.sessions
    },
  }
}

const trusting = (options: Parameters<typeof upstreamWith>[0] = {}): Upstream =>
  upstreamWith({ ca: authority.cert, ...options })
const RESET = 'upstream_error: it closed the connection before the answer was complete'

describe('over HTTP/2', () => {
  itWith(OPENSSL, 'fields, repeats and trailers go both ways', async () => {
    const server = await http2Server((stream) => {
      stream.respond(
        { ':status': 201, 'set-cookie': ['a=1', 'b=2'], 'x-many': ['1', '2'], 'x-latin': 'caf\xe9' },
        { waitForTrailers: true },
      )
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42' }))
      stream.end('hello')
    })
    const headers = [
      'X-Twice',
      '1',
      'x-twice',
      '2',
      'Cookie',
      'a=1',
      'Authorization',
      'Bearer secret',
      'TE',
      'trailers',
    ]
    const got = await exchange(trusting(), `${server.origin}/path?q=1`, { headers })
    expect(got).toMatchObject({
      status: 201,
      statusText: 'Created',
      body: 'hello',
      trailers: ['x-sum', '42'],
    })
    const pairs = got.headers
      .filter((_, i) => i % 2 === 0)
      .map((name, i) => `${name}: ${got.headers[i * 2 + 1] ?? ''}`)
    expect(pairs).toEqual(
      expect.arrayContaining(['set-cookie: a=1', 'set-cookie: b=2', 'x-many: 1, 2', 'x-latin: caf\xe9']),
    )
    expect(pairs.join('\n')).not.toMatch(/:status/)
    expect(server.requests[0]).toMatchObject({
      ...{ ':method': 'GET', ':path': '/path?q=1', ':scheme': 'https', ':authority': server.origin.slice(8) },
      ...{ 'x-twice': '1, 2', cookie: 'a=1', authorization: 'Bearer secret', te: 'trailers' },
    })
  })

  itWith(OPENSSL, 'many requests share one connection', async () => {
    const server = await http2Server((stream, headers) => {
      stream.respond({ ':status': 200 })
      setImmediate(() => stream.end(headers[':path']))
    })
    const upstream = trusting()
    const paths = Array.from({ length: 50 }, (_, i) => `/${String(i)}`)
    const bodies = await Promise.all(
      paths.map(async (path) => (await exchange(upstream, server.origin + path)).body),
    )
    expect(bodies).toEqual(paths)
    expect(server.sessions).toBe(1)
  })

  itWith(OPENSSL, 'bodies of both kinds are sent', async () => {
    const server = await http2Server((stream) => {
      stream.respond({ ':status': 200 })
      stream.pipe(stream)
    })
    const upstream = trusting()
    expect(
      await exchange(upstream, server.origin, { method: 'POST', body: chunksOf('a', 'b'), bodyLength: 2 }),
    ).toMatchObject({ body: 'ab' })
    expect(
      await exchange(upstream, server.origin, { method: 'POST', body: chunksOf('a', 'b') }),
    ).toMatchObject({ body: 'ab' })
    expect(server.requests.map((headers) => headers['content-length'])).toEqual(['2', undefined])
  })

  itWith(OPENSSL, 'two spellings of one field do not end everybody’s session', async () => {
    const server = await http2Server((stream, headers) => {
      stream.respond({ ':status': 200 })
      setTimeout(() => stream.end(headers['content-type'] ?? 'slow'), 50)
    })
    const upstream = trusting()
    const other = exchange(upstream, server.origin)
    const twice = exchange(upstream, server.origin, {
      headers: ['Content-Type', 'a/b', 'content-type', 'c/d'],
    })
    expect((await twice).status).toBe(200)
    expect(await other).toMatchObject({ body: 'slow' })
    expect(server.sessions).toBe(1)
  })

  itWith(OPENSSL, 'interim answers are passed over, but not without end', async () => {
    const server = await http2Server((stream, headers) => {
      const times = headers[':path'] === '/flood' ? 1000 : 3
      for (let i = 0; i < times; i++)
        if (!stream.destroyed) stream.additionalHeaders({ ':status': 103, link: '</a>' })
      stream.respond({ ':status': 200 })
      stream.end('hi')
    })
    const upstream = trusting()
    expect(await exchange(upstream, server.origin)).toMatchObject({ status: 200, body: 'hi' })
    expect(await failureOf(exchange(upstream, `${server.origin}/flood`))).toBe(
      'upstream_error: it sent interim answers without end',
    )
  })

  itWith(OPENSSL, 'an answer that lies about its length or breaks off is an error', async () => {
    const server = await http2Server((stream, headers) => {
      if (headers[':path'] === '/short') {
        stream.respond({ ':status': 200, 'content-length': '10' })
        stream.end('hi')
      } else stream.close(headers[':path'] === '/refused' ? 7 : 2)
    })
    const upstream = trusting()
    expect(await failureOf(exchange(upstream, `${server.origin}/short`))).toBe(
      'upstream_error: its answer is not as long as it said',
    )
    expect(await failureOf(exchange(upstream, `${server.origin}/none`))).toBe(RESET)
    expect(
      await failureOf(
        exchange(upstream, `${server.origin}/refused`, { method: 'POST', body: chunksOf('a') }),
      ),
    ).toBe(RESET)
  })

  itWith(OPENSSL, 'time limits hold, and end only the one request', async () => {
    const server = await http2Server((stream, headers) => {
      if (headers[':path'] === '/never') return
      stream.respond({ ':status': 200 })
      if (headers[':path'] === '/stall') stream.write('hi')
      else stream.end('hi')
    })
    const upstream = trusting({ headTimeout: 300, idleTimeout: 300 })
    await exchange(upstream, server.origin)
    const [never, stall] = await Promise.all(
      ['/never', '/stall'].map((path) => failureOf(exchange(upstream, server.origin + path))),
    )
    expect([never, stall]).toEqual([
      'upstream_timeout: no answer in time',
      'upstream_timeout: the answer stopped coming',
    ])
    expect(await exchange(upstream, server.origin)).toMatchObject({ body: 'hi' })
    expect(server.sessions).toBe(1)
  })

  itWith(OPENSSL, 'leaving off ends the one stream, and a slow reader holds it back', async () => {
    let written = 0
    let aborted = 0
    const server = await http2Server((stream) => {
      stream.respond({ ':status': 200 })
      stream.on('aborted', () => (aborted += 1))
      const more = (): void => {
        let room = true
        while (room && !stream.destroyed) {
          room = stream.write(Buffer.alloc(65_536))
          written += 65_536
        }
      }
      stream.on('drain', more)
      more()
    })
    const upstream = trusting()
    const answer = await upstream.send(requestTo(server.origin))
    const iterator = answer.body[Symbol.asyncIterator]()
    await iterator.next()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(written).toBeLessThan(8 << 20)
    await iterator.return?.()
    await expect.poll(() => aborted).toBe(1)
  })
})
