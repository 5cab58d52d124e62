import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exchange, failureOf, read, requestTo, upstreamWith } from './exchange.ts'
import { rawServer, type RawServer, type Script } from './raw-server.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n'
const RUNS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 500 : 25

/** Writes for as long as the other side takes it, and counts. */
function flooding(): { script: Script; written: () => number } {
  let written = 0
  const chunk = Buffer.alloc(65_536, 'x')
  return {
    written: () => written,
    script: (socket) => {
      socket.write(HEAD)
      const more = (): void => {
        let room = true
        while (room && !socket.destroyed) {
          room = socket.write(chunk)
          written += chunk.length
        }
      }
      socket.on('drain', more)
      more()
    },
  }
}

const gone = async (server: RawServer): Promise<void> => {
  await expect.poll(() => server.sockets.size).toBe(0)
}

describe('back-pressure', () => {
  it('a reader that does not read holds the target back', async () => {
    const { script, written } = flooding()
    const server = await rawServer(script)
    const answer = await upstreamWith().send(requestTo(server.origin))
    const iterator = answer.body[Symbol.asyncIterator]()
    await iterator.next()
    // As much as the buffers of both sockets take; on loopback that is a few MiB.
    await expect
      .poll(() => {
        const before = written()
        return new Promise((resolve) => setTimeout(() => resolve(written() - before), 200))
      })
      .toBe(0)
    const held = written()
    expect(held).toBeLessThan(64 << 20)
    for (let i = 0; i < 2000; i++) await iterator.next()
    expect(written()).toBeGreaterThan(held)
    await iterator.return?.()
    await gone(server)
  })

  it('a target that does not read holds the caller back', async () => {
    const server = await rawServer((socket) => socket.pause())
    let taken = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        taken += 1 << 20
        yield await Promise.resolve(Buffer.alloc(1 << 20))
      }
    }
    const abort = new AbortController()
    const sent = failureOf(
      exchange(upstreamWith(), server.origin, { method: 'POST', body: endless(), signal: abort.signal }),
    )
    await expect
      .poll(() => {
        const before = taken
        return new Promise((resolve) => setTimeout(() => resolve(taken > 0 && taken === before), 200))
      })
      .toBe(true)
    expect(taken).toBeLessThan(64 << 20)
    abort.abort()
    expect(await sent).toBe('cancelled')
  })

  it('a body arrives whole and in order, however it is cut and read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(200_000), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        async (sizes, pauses, chunked) => {
          const parts = sizes.map((size) => randomBytes(size))
          const server = await rawServer((socket) => {
            socket.write(
              `HTTP/1.1 200 OK\r\n${chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${String(Buffer.concat(parts).length)}`}\r\n\r\n`,
            )
            for (const part of parts) {
              if (part.length === 0) continue
              if (chunked) socket.write(`${part.length.toString(16)}\r\n`)
              socket.write(part)
              if (chunked) socket.write('\r\n')
            }
            if (chunked) socket.write('0\r\n\r\n')
          })
          const hash = createHash('sha256')
          let i = 0
          const answer = await upstreamWith().send(requestTo(server.origin))
          for await (const chunk of answer.body) {
            hash.update(chunk)
            const pause = pauses[i++ % pauses.length] ?? 0
            if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
          }
          expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.concat(parts)).digest('hex'))
          for (const socket of server.sockets) socket.destroy()
        },
      ),
      { numRuns: RUNS },
    )
  })
})

describe('leaving off', () => {
  it('in the middle of a body ends the exchange', async () => {
    const server = await rawServer(flooding().script)
    const answer = await upstreamWith().send(requestTo(server.origin))
    for await (const chunk of answer.body) if (chunk.length > 0) break
    await gone(server)
  })

  it('before the first byte of a body ends the exchange', async () => {
    const server = await rawServer(flooding().script)
    const answer = await upstreamWith().send(requestTo(server.origin))
    await answer.body[Symbol.asyncIterator]().return?.()
    await gone(server)
  })

  it('after the end changes nothing', async () => {
    const server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'))
    const answer = await upstreamWith().send(requestTo(server.origin))
    await read(answer)
    const iterator = answer.body[Symbol.asyncIterator]()
    expect(await iterator.return?.()).toMatchObject({ done: true })
    expect(await iterator.next()).toMatchObject({ done: true })
    expect(server.sockets.size).toBe(1)
  })

  it('takes one reader', async () => {
    const server = await rawServer((socket) => socket.write(HEAD))
    const { body } = await upstreamWith().send(requestTo(server.origin))
    const iterator = body[Symbol.asyncIterator]()
    const first = iterator.next()
    await expect(iterator.next()).rejects.toThrow(TypeError)
    await iterator.return?.()
    expect(await first).toMatchObject({ done: true })
  })
})

describe('a signal', () => {
  it('that is aborted already: nothing is sent', async () => {
    const server = await rawServer(() => undefined)
    expect(await failureOf(exchange(upstreamWith(), server.origin, { signal: AbortSignal.abort() }))).toBe(
      'cancelled',
    )
    expect(server.received).toEqual([])
  })

  it.each([
    [
      'while the name is resolved',
      { resolve: () => new Promise<never>(() => undefined) },
      'http://name.example/',
    ],
    ['before the answer', {}, undefined],
  ])('aborted %s', async (_, options, url) => {
    const server = await rawServer(() => undefined)
    const abort = new AbortController()
    const answer = exchange(upstreamWith(options), url ?? server.origin, { signal: abort.signal })
    setTimeout(() => abort.abort(), 50)
    expect(await failureOf(answer)).toBe('cancelled')
    await gone(server)
  })

  it('aborted in the middle of a body', async () => {
    const server = await rawServer(flooding().script)
    const abort = new AbortController()
    const answer = await upstreamWith().send(requestTo(server.origin, { signal: abort.signal }))
    setTimeout(() => abort.abort(), 50)
    expect(await failureOf(read(answer))).toBe('cancelled')
    await gone(server)
  })

  it('aborted while the request waits for a connection, and the others go on', async () => {
    const held: (() => void)[] = []
    const server = await rawServer((socket) =>
      held.push(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')),
    )
    const upstream = upstreamWith({ connections: 1 })
    const abort = new AbortController()
    const first = exchange(upstream, `${server.origin}/1`)
    const second = exchange(upstream, `${server.origin}/2`, { signal: abort.signal })
    const third = exchange(upstream, `${server.origin}/3`)
    await expect.poll(() => held.length).toBe(1)
    abort.abort()
    expect(await failureOf(second)).toBe('cancelled')
    held[0]?.()
    expect(await first).toMatchObject({ body: 'hi' })
    await expect.poll(() => held.length).toBe(2)
    held[1]?.()
    expect(await third).toMatchObject({ body: 'hi' })
    expect(server.received.join('')).not.toContain('GET /2')
  })

  it('aborted after the end changes nothing', async () => {
    const server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'))
    const abort = new AbortController()
    expect(await exchange(upstreamWith(), server.origin, { signal: abort.signal })).toMatchObject({
      body: 'hi',
    })
    abort.abort()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(server.sockets.size).toBe(1)
  })
})
