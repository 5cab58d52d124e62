import { once } from 'node:events'
import { constants, createSecureServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, onTestFinished } from 'vitest'
import { itWith } from '../support/outside-tool.ts'
import { newAuthority, OPENSSL, type Authority } from './certificates.ts'
import { failureOf, requestTo, upstreamWith } from './exchange.ts'

let authority: Authority
beforeAll(() => {
  if (OPENSSL.present) authority = newAuthority()
})

interface Closings {
  readonly origin: string
  /** With which code the next stream ends. */
  next(): Promise<number>
}

async function http2Server(answer: (stream: ServerHttp2Stream) => void): Promise<Closings> {
  const server = createSecureServer(authority.issue(['IP:127.0.0.1']))
  const ended: Promise<number>[] = []
  const waiting: ((code: Promise<number>) => void)[] = []
  server.on('sessionError', () => undefined)
  server.on('stream', (stream) => {
    stream.on('error', () => undefined)
    const code = once(stream, 'close').then(() => stream.rstCode)
    const wanted = waiting.shift()
    if (wanted === undefined) ended.push(code)
    else wanted(code)
    answer(stream)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return {
    origin: `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    next: () => ended.shift() ?? new Promise<number>((resolve) => waiting.push(resolve)),
  }
}

const BODY = Buffer.alloc(400_000, 1)
/** More than the target takes before it reads, all of it given to the connection. */
async function* upload(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(BODY)
}

describe('the target of an exchange that is given up over HTTP/2 is told so (RFC 9113 §5.4.2)', () => {
  itWith(OPENSSL, 'while its answer comes', async () => {
    const server = await http2Server((stream) => {
      stream.respond({ ':status': 200 })
      stream.end(BODY)
    })
    const upstream = upstreamWith({ ca: authority.cert })
    const answer = await upstream.send(requestTo(`${server.origin}/`))
    const chunks = answer.body[Symbol.asyncIterator]()
    await chunks.next()
    await chunks.return?.()
    expect(await server.next()).toBe(constants.NGHTTP2_CANCEL)
  })

  itWith(OPENSSL, 'while a body that it does not read is under way', async () => {
    const server = await http2Server((stream) => stream.pause())
    const upstream = upstreamWith({ ca: authority.cert })
    const gone = new AbortController()
    const body = upload()
    const request = requestTo(`${server.origin}/`, { method: 'POST', body, signal: gone.signal })
    const sent = upstream.send(request)
    const failure = failureOf(sent)
    setTimeout(() => gone.abort(), 200)
    expect(await failure).toBe('cancelled')
    expect(await server.next()).toBe(constants.NGHTTP2_CANCEL)
  })
})
