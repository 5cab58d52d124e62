import type { AddressInfo, Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { itWith } from '../support/outside-tool.ts'
import { newAuthority, OPENSSL, type Authority } from './certificates.ts'
import { exchange, failureOf, read, requestTo, upstreamWith } from './exchange.ts'
import { answering, rawServer } from './raw-server.ts'

const RESET = 'upstream_error: it closed the connection before the answer was complete'
/** Ends where the connection does. */
const ENDLESS = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhi'

let authority: Authority
beforeAll(() => {
  if (OPENSSL.present) authority = newAuthority()
})

async function tlsServer(answer: (socket: TLSSocket, connection: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer(
    { ...authority.issue(['IP:127.0.0.1']), ALPNProtocols: ['http/1.1'] },
    (socket) => {
      socket.on('error', () => undefined)
      const [connection] = sockets
      socket.once('data', () => connection && answer(socket, connection))
    },
  )
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

/** `what` after a while, in which the client has read what was sent before. */
const later = (what: () => void): void => void setTimeout(what, 50)

describe('an answer that ends where its connection does', () => {
  it('is whole where that was closed, at once or later', async () => {
    const server = await rawServer((socket) => socket.end(ENDLESS))
    expect(await exchange(upstreamWith(), server.origin)).toMatchObject({ body: 'hi' })
    const slow = await rawServer((socket) => {
      socket.write(ENDLESS)
      later(() => socket.end('!'))
    })
    expect(await exchange(upstreamWith(), slow.origin)).toMatchObject({ body: 'hi!' })
  })

  it('is whole where the reader was slow and it was closed meanwhile', async () => {
    const server = await rawServer((socket) => socket.end(ENDLESS + 'x'.repeat(400_000)))
    const answer = await upstreamWith().send(requestTo(server.origin))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await read(answer)).body.length).toBe(400_002)
  })

  it('is cut where that was reset', async () => {
    const server = await rawServer((socket) => {
      socket.write(ENDLESS)
      later(() => socket.resetAndDestroy())
    })
    const answer = await upstreamWith().send(requestTo(server.origin))
    const chunks = answer.body[Symbol.asyncIterator]()
    expect(Buffer.from((await chunks.next()).value as Uint8Array).toString()).toBe('hi')
    expect(await failureOf(chunks.next())).toBe(RESET)
  })

  it('is cut where the reset came together with the bytes', async () => {
    const server = await rawServer((socket) => {
      socket.write(ENDLESS)
      socket.resetAndDestroy()
    })
    expect(await failureOf(exchange(upstreamWith(), server.origin))).toBe(RESET)
  })

  it('is cut where the reader was slow and the reset came meanwhile', async () => {
    const server = await rawServer((socket) => {
      socket.write(ENDLESS + 'x'.repeat(400_000))
      later(() => socket.resetAndDestroy())
    })
    const answer = await upstreamWith().send(requestTo(server.origin))
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(await failureOf(read(answer))).toBe(RESET)
  })

  it('while one that has a length is whole all the same', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi')
      socket.resetAndDestroy()
    })
    expect(await exchange(upstreamWith(), server.origin)).toMatchObject({ body: 'hi' })
  })

  itWith(OPENSSL, 'over TLS: whole where that was closed, cut where it was reset', async () => {
    const upstream = upstreamWith({ ca: authority.cert })
    const closing = await tlsServer((socket) => socket.end(ENDLESS))
    expect(await exchange(upstream, closing)).toMatchObject({ body: 'hi' })
    const resetting = await tlsServer((socket, connection) => {
      socket.write(ENDLESS, () => later(() => connection.resetAndDestroy()))
    })
    expect(await failureOf(exchange(upstream, resetting))).toBe(RESET)
    const resettingAtOnce = await tlsServer((socket, connection) => {
      socket.write(ENDLESS, () => connection.resetAndDestroy())
    })
    expect(await failureOf(exchange(upstream, resettingAtOnce))).toBe(RESET)
  })
})

describe('a target that closes while the request is under way', () => {
  const LARGE = 1 << 20

  /** Sends the rest of a body when the target is gone, before what it said can have been read. */
  async function* upload(gone: Promise<void>): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(1024)
    await gone
    for (let i = 0; i < 64; i += 1) yield Buffer.alloc(LARGE / 64)
  }

  const uploadTo = async (bytes: string, more = {}): Promise<string> => {
    const gone = Promise.withResolvers<undefined>()
    const server = await rawServer((socket) => {
      socket.write(bytes)
      socket.resetAndDestroy()
      gone.resolve(undefined)
    })
    const body = upload(gone.promise)
    const sent = exchange(upstreamWith(), server.origin, { method: 'POST', body, ...more })
    return await sent.then(
      (got) => `${String(got.status)} ${got.body}`,
      () => failureOf(sent),
    )
  }

  it('has its answer read', async () => {
    const head = 'HTTP/1.1 413 Too Large\r\nConnection: close\r\n'
    expect(await uploadTo(`${head}Content-Length: 2\r\n\r\nno`)).toBe('413 no')
    expect(await uploadTo(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n`)).toBe('413 no')
    expect(await uploadTo(`HTTP/1.1 413 x\r\nContent-Length: 2\r\n\r\nno`)).toBe('413 no')
    expect(await uploadTo(`${head}Content-Length: 2\r\n\r\nno`, { bodyLength: LARGE + 1024 })).toBe('413 no')
  })

  itWith(OPENSSL, 'has its answer read, over TLS', async () => {
    const gone = Promise.withResolvers<undefined>()
    const origin = await tlsServer((socket, connection) => {
      socket.write('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno', () => {
        connection.resetAndDestroy()
        gone.resolve(undefined)
      })
    })
    const body = upload(gone.promise)
    const got = await exchange(upstreamWith({ ca: authority.cert }), origin, { method: 'POST', body })
    expect(got).toMatchObject({ status: 413, body: 'no' })
  })

  it('has no answer read that is not complete', async () => {
    expect(await uploadTo('HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\nno')).toBe(RESET)
    expect(await uploadTo('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nno')).toBe(RESET)
    expect(await uploadTo('HTTP/1.1 413 Too')).toBe(RESET)
    expect(await uploadTo('')).toBe(RESET)
  })

  it('between two requests is not noticed', async () => {
    const server = await rawServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'))
    const upstream = upstreamWith()
    await exchange(upstream, server.origin)
    for (const socket of server.sockets) socket.resetAndDestroy()
    expect(await exchange(upstream, server.origin)).toMatchObject({ body: 'hi' })
  })
})
