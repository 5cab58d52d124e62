import type { TLSSocket } from 'node:tls'
import { beforeAll, describe, expect } from 'vitest'
import type { UpstreamRequest } from '../../src/ports/upstream.ts'
import { itWith } from '../support/outside-tool.ts'
import { newAuthority, OPENSSL, type Authority, type Certificate } from './certificates.ts'
import { exchange, failureOf, requestTo, upstreamWith } from './exchange.ts'
import { END_HEADERS, END_STREAM, field, frame, FRAME, int32, rawHttp2, STATUS_200 } from './raw-http2.ts'

let authority: Authority
let certificate: Certificate
beforeAll(() => {
  if (!OPENSSL.present) return
  authority = newAuthority()
  certificate = authority.issue(['IP:127.0.0.1'])
})

const CUT =
  /^upstream_error: (?:it closed the connection before the answer was complete|its answer is not as long as it said)$/
/** NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, CANCEL, ENHANCE_YOUR_CALM and one that nobody defined (RFC 9113 §7). */
const CODES = [0, 1, 2, 8, 11, 99]

const head = (stream: number, flags = 0, ...fields: readonly Buffer[]): Buffer =>
  frame(FRAME.headers, END_HEADERS | flags, stream, Buffer.concat([STATUS_200, ...fields]))
const data = (stream: number, text: string, flags = 0): Buffer => frame(FRAME.data, flags, stream, text)
const reset = (stream: number, code: number): Buffer => frame(FRAME.reset, 0, stream, int32(code))

type Script = (socket: TLSSocket, stream: number) => void
const sending =
  (...frames: readonly ((stream: number) => Buffer)[]): Script =>
  (socket, stream) =>
    void socket.write(Buffer.concat(frames.map((make) => make(stream))))

const upstream = (): ReturnType<typeof upstreamWith> =>
  upstreamWith({ ca: authority.cert, headTimeout: 1500, idleTimeout: 1500 })
const outcome = async (script: Script, more: Partial<UpstreamRequest> = {}): Promise<string> => {
  const server = await rawHttp2(certificate, script)
  const sent = exchange(upstream(), server.origin, more)
  return await sent.then(
    ({ status, body, trailers }) => `${String(status)} ${body} ${trailers.join(':')}`,
    () => failureOf(sent),
  )
}

/** Goes on until the stream is closed. */
async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    yield Buffer.alloc(16)
  }
}

describe('an HTTP/2 answer is complete only at END_STREAM (RFC 9113 §8.1)', () => {
  for (const code of CODES) {
    itWith(OPENSSL, `not at a reset with code ${String(code)}`, async () => {
      const hi = (stream: number): Buffer => data(stream, 'hi')
      const stop = (stream: number): Buffer => reset(stream, code)
      expect(await outcome(sending((stream) => head(stream), hi, stop))).toMatch(CUT)
      expect(await outcome(sending((stream) => head(stream), stop))).toMatch(CUT)
      for (const length of ['9', '2']) {
        const announced = (stream: number): Buffer => head(stream, 0, field('content-length', length))
        expect(await outcome(sending(announced, hi, stop))).toMatch(CUT)
      }
    })

    itWith(OPENSSL, `nor at one that comes later, or in an upload: ${String(code)}`, async () => {
      const later: Script = (socket, stream) => {
        socket.write(Buffer.concat([head(stream), data(stream, 'hi')]))
        setTimeout(() => socket.write(reset(stream, code)), 50)
      }
      expect(await outcome(later)).toMatch(CUT)
      expect(await outcome(later, { method: 'POST', body: endless() })).toMatch(CUT)
      const server = await rawHttp2(certificate, later)
      const answer = await upstream().send(requestTo(server.origin))
      const chunks = answer.body[Symbol.asyncIterator]()
      expect(Buffer.from((await chunks.next()).value as Uint8Array).toString()).toBe('hi')
      expect(await failureOf(chunks.next())).toMatch(CUT)
    })
  }

  itWith(OPENSSL, 'nor at the end of the connection, announced or not', async () => {
    const goaway = (stream: number): Buffer => frame(FRAME.goaway, 0, 0, int32(stream, 0))
    const begun = (stream: number): Buffer => Buffer.concat([head(stream), data(stream, 'hi')])
    const ending: Script[] = [
      (socket, stream) => void socket.end(Buffer.concat([begun(stream), goaway(stream)])),
      (socket, stream) => void socket.end(Buffer.concat([goaway(stream), begun(stream)])),
      (socket, stream) => void socket.end(begun(stream)),
    ]
    for (const script of ending) expect(await outcome(script)).toMatch(CUT)
  })

  itWith(OPENSSL, 'but then whatever comes after it', async () => {
    const whole = (stream: number): Buffer => data(stream, 'hi', END_STREAM)
    const field1 = (stream: number): Buffer =>
      frame(FRAME.headers, END_HEADERS | END_STREAM, stream, field('x-sum', '1'))
    const plain = (stream: number): Buffer => head(stream)
    const hi = (stream: number): Buffer => data(stream, 'hi')
    expect(await outcome(sending(plain, whole))).toBe('200 hi ')
    expect(await outcome(sending(plain, hi, (stream) => data(stream, '', END_STREAM)))).toBe('200 hi ')
    expect(await outcome(sending(plain, hi, field1))).toBe('200 hi x-sum:1')
    expect(await outcome(sending((stream) => head(stream, END_STREAM)))).toBe('200  ')
    // The legal way to say that the rest of the request is not wanted.
    const stop = (stream: number): Buffer => reset(stream, 0)
    const upload = { method: 'POST', body: endless() }
    expect(await outcome(sending(plain, whole, stop), upload)).toBe('200 hi ')
    expect(await outcome(sending(plain, hi, field1, stop), upload)).toBe('200 hi x-sum:1')
    expect(
      await outcome(
        sending((stream) => head(stream, END_STREAM), stop),
        upload,
      ),
    ).toBe('200  ')
    expect(await outcome(sending(plain, whole, stop))).toBe('200 hi ')
  })

  itWith(OPENSSL, 'and a stream that was cut takes no other with it', async () => {
    const server = await rawHttp2(certificate, (socket, stream) => {
      const end = stream % 4 === 1 ? reset(stream, 0) : data(stream, '!', END_STREAM)
      socket.write(Buffer.concat([head(stream), data(stream, 'hi'), end]))
    })
    const shared = upstream()
    const failures: string[] = []
    for (let i = 0; i < 8; i += 1) failures.push(await failureOf(exchange(shared, server.origin)))
    expect(failures.filter((failure) => CUT.test(failure)).length).toBe(4)
    expect(failures.filter((failure) => failure.includes('"body":"hi!"')).length).toBe(4)
    expect(server.connections).toBe(1)
  })
})
