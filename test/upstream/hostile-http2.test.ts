import type { TLSSocket } from 'node:tls'
import { beforeAll, describe, expect } from 'vitest'
import { itWith } from '../support/outside-tool.ts'
import { newAuthority, OPENSSL, type Authority, type Certificate } from './certificates.ts'
import { exchange, failureOf, upstreamWith } from './exchange.ts'
import { END_HEADERS, END_STREAM, field, frame, FRAME, int32, rawHttp2, STATUS_200 } from './raw-http2.ts'

let authority: Authority
let certificate: Certificate
beforeAll(() => {
  if (!OPENSSL.present) return
  authority = newAuthority()
  certificate = authority.issue(['IP:127.0.0.1'])
})

const upstream = (): ReturnType<typeof upstreamWith> =>
  upstreamWith({ ca: authority.cert, headTimeout: 1500, idleTimeout: 1500 })
const head = (stream: number, ...fields: readonly Buffer[]): Buffer =>
  frame(FRAME.headers, END_HEADERS, stream, Buffer.concat([STATUS_200, ...fields]))

type Script = (socket: TLSSocket, stream: number) => void

const BROKEN: Record<string, Script> = {
  'a reset in the middle of a body': (socket, stream) => {
    socket.write(
      Buffer.concat([
        head(stream),
        frame(FRAME.data, 0, stream, 'hi'),
        frame(FRAME.reset, 0, stream, int32(2)),
      ]),
    )
  },
  'a reset instead of an answer': (socket, stream) =>
    void socket.write(frame(FRAME.reset, 0, stream, int32(2))),
  'a connection cut in the middle of a body': (socket, stream) =>
    void socket.write(Buffer.concat([head(stream), frame(FRAME.data, 0, stream, 'hi')]), () =>
      socket.destroy(),
    ),
  'a connection ended in the middle of a body': (socket, stream) =>
    void socket.end(Buffer.concat([head(stream), frame(FRAME.data, 0, stream, 'hi')])),
  'a connection cut instead of an answer': (socket) => void socket.destroy(),
  'GOAWAY with an error, then the end': (socket, stream) => {
    socket.write(Buffer.concat([head(stream), frame(FRAME.data, 0, stream, 'hi')]))
    socket.end(frame(FRAME.goaway, 0, 0, int32(stream, 2)))
  },
  'data before the head': (socket, stream) => void socket.write(frame(FRAME.data, END_STREAM, stream, 'hi')),
  'a head without status': (socket, stream) =>
    void socket.write(frame(FRAME.headers, END_HEADERS | END_STREAM, stream, field('x-a', '1'))),
  'a head that cannot be decoded': (socket, stream) =>
    void socket.write(frame(FRAME.headers, END_HEADERS, stream, '\xff\xff\xff\xff\xff\xff')),
  'a field of HTTP/1.1': (socket, stream) =>
    void socket.write(
      Buffer.concat([
        head(stream, field('transfer-encoding', 'chunked')),
        frame(FRAME.data, END_STREAM, stream, 'hi'),
      ]),
    ),
  'more bytes than announced': (socket, stream) =>
    void socket.write(
      Buffer.concat([
        head(stream, field('content-length', '1')),
        frame(FRAME.data, END_STREAM, stream, 'hi'),
      ]),
    ),
  'fewer bytes than announced': (socket, stream) =>
    void socket.write(
      Buffer.concat([
        head(stream, field('content-length', '9')),
        frame(FRAME.data, END_STREAM, stream, 'hi'),
      ]),
    ),
  'a length that is no number': (socket, stream) =>
    void socket.write(
      Buffer.concat([
        head(stream, field('content-length', '2x')),
        frame(FRAME.data, END_STREAM, stream, 'hi'),
      ]),
    ),
  'a pushed request': (socket, stream) =>
    void socket.write(frame(FRAME.push, END_HEADERS, stream, Buffer.concat([int32(2), Buffer.from([0x82])]))),
  'an answer to a request that was never made': (socket) => void socket.write(head(99)),
  'a frame larger than allowed': (socket, stream) =>
    void socket.write(frame(FRAME.data, 0, stream, Buffer.alloc(100_000))),
  'a head in pieces without end': (socket, stream) => {
    socket.write(frame(FRAME.headers, 0, stream, STATUS_200))
    const piece = frame(
      FRAME.continuation,
      0,
      stream,
      Buffer.concat(Array.from({ length: 64 }, () => field('x-a', 'a'.repeat(100)))),
    )
    const flood = (): void => {
      while (!socket.destroyed && socket.write(piece));
    }
    socket.on('drain', flood)
    flood()
  },
  'no HTTP/2 at all': (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'),
}

describe('an HTTP/2 answer that is none', () => {
  for (const [name, script] of Object.entries(BROKEN)) {
    itWith(OPENSSL, name, async () => {
      const server = await rawHttp2(certificate, script)
      const failure = await failureOf(exchange(upstream(), server.origin))
      expect(failure).toMatch(/^upstream_(?:error|timeout): /)
      expect(failure).not.toMatch(/broke off/)
    })
  }

  itWith(OPENSSL, 'a field that cannot stand in HTTP is left out', async () => {
    const server = await rawHttp2(certificate, (socket, stream) => {
      const fields = [field('x-a', 'a\r\nx-b: b'), field('x c', '1'), field('x-e', '1\0')]
      socket.write(
        Buffer.concat([
          head(stream, ...fields, field('x-f', '1')),
          frame(FRAME.data, END_STREAM, stream, 'hi'),
        ]),
      )
    })
    expect(await exchange(upstream(), server.origin)).toMatchObject({ headers: ['x-f', '1'], body: 'hi' })
  })

  itWith(OPENSSL, 'but a plain one is read', async () => {
    const server = await rawHttp2(certificate, (socket, stream) => {
      socket.write(
        Buffer.concat([
          head(stream, field('x-a', '1'), field('x-a', '2')),
          frame(FRAME.data, END_STREAM, stream, 'hi'),
        ]),
      )
    })
    expect(await exchange(upstream(), server.origin)).toMatchObject({
      status: 200,
      headers: ['x-a', '1, 2'],
      body: 'hi',
    })
  })

  itWith(
    OPENSSL,
    'refused over and over: the request is tried once more, as RFC 9113 §8.7 allows, and no oftener',
    async () => {
      for (const script of [
        (socket, stream) => void socket.write(frame(FRAME.reset, 0, stream, int32(7))),
        (socket) => void socket.end(frame(FRAME.goaway, 0, 0, int32(0, 0))),
      ] satisfies Script[]) {
        const server = await rawHttp2(certificate, script)
        expect(await failureOf(exchange(upstream(), server.origin, { method: 'POST' }))).toMatch(
          /^upstream_error: /,
        )
        expect(server.requests).toBe(2)
      }
    },
  )
})
