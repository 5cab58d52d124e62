import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import type { TestHandle, TestServer } from './support-server.ts'
import { ok, readBody, startServer } from './support-server.ts'
import { errorCode, parseAnswer, RawSocket } from './support-raw-socket.ts'

let server: TestServer

afterEach(async () => {
  await server.close()
})

const start = async (handle: TestHandle, options = {}): Promise<void> => {
  server = await startServer(handle, { options })
}
const open = async (method: string, ...fields: readonly string[]): Promise<RawSocket> => {
  const raw = await RawSocket.open(server.port)
  return raw.send(`${method} /https://a.example/ HTTP/1.1`, 'Host: localhost', ...fields, '', '')
}
const BLOCK = Buffer.alloc(64 * 1024, 'x')
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('back-pressure', () => {
  it('stops a download that nobody reads', async () => {
    let given = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        await later(0)
        given += BLOCK.length
        yield BLOCK
      }
    }
    await start(() => Promise.resolve(ok(endless())))
    const raw = await open('GET')
    raw.socket.pause()
    await later(500)
    const before = given
    await later(200)
    expect(given).toBe(before)
    raw.destroy()
  })

  it('stops an upload that nobody reads', async () => {
    await start(() => new Promise(() => undefined))
    const raw = await open('PUT', 'Content-Length: 1000000000')
    let taken = 0
    while (taken < 100_000_000 && raw.socket.write(BLOCK)) taken += BLOCK.length
    const drained = await Promise.race([
      once(raw.socket, 'drain').then(() => true),
      later(300).then(() => false),
    ])
    expect([drained, taken < 100_000_000]).toEqual([false, true])
    raw.destroy()
  })

  it('passes bodies both ways at once', async () => {
    await start((inbound) => Promise.resolve(ok(inbound.body ?? '')))
    const raw = await open('POST', 'Transfer-Encoding: chunked')
    raw.send('3', 'one', '')
    await raw.until(/\r\n3\r\none\r\n$/)
    raw.send('3', 'two', '0', '', '')
    await raw.until(/\r\n3\r\ntwo\r\n0\r\n\r\n$/)
    raw.destroy()
  })
})

describe('a client that goes away', () => {
  it('aborts a request that waits for its answer', async () => {
    let aborted: Promise<unknown> = Promise.resolve()
    await start(({ signal }) => {
      aborted = once(signal, 'abort')
      return aborted.then(() => ({ ok: false, error: new VultrinoError('cancelled') }))
    })
    const raw = await open('GET')
    await later(50)
    raw.destroy()
    await aborted
    const signal = server.inbound[0]?.signal
    expect(signal?.reason).toMatchObject({ code: 'cancelled' })
  })

  it('ends an upload with cancelled', async () => {
    let thrown: unknown
    await start(async (inbound) => {
      await readBody(inbound).catch((error: unknown) => (thrown = error))
      return ok()
    })
    const raw = (await open('PUT', 'Content-Length: 10')).send('abc')
    await later(50)
    raw.destroy()
    await expect.poll(() => thrown).toMatchObject({ code: 'cancelled' })
  })

  it.each([true, false])('gives the answer back (reading: %s)', async (reading) => {
    let returned = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          await later(1)
          yield BLOCK
        }
      } finally {
        returned = true
      }
    }
    await start(() => Promise.resolve(ok(endless())))
    const raw = await open('GET')
    if (!reading) raw.socket.pause()
    await later(100)
    raw.socket.resetAndDestroy()
    await expect.poll(() => returned).toBe(true)
  })

  it('gives back an answer that came too late', async () => {
    let returned = false
    async function* body(): AsyncGenerator<Uint8Array> {
      try {
        yield await Promise.resolve(BLOCK)
      } finally {
        returned = true
      }
    }
    await start(async ({ signal }) => {
      if (!signal.aborted) await once(signal, 'abort')
      return ok(body())
    })
    const raw = await open('GET')
    await later(50)
    raw.destroy()
    await expect.poll(() => returned).toBe(true)
  })
})

describe('an upload that is not wanted', () => {
  const denied: TestHandle = () => Promise.resolve({ ok: false, error: new VultrinoError('unauthorized') })

  it('is refused before it is sent, where the client waits for that', async () => {
    await start(denied)
    const raw = await open('PUT', 'Expect: 100-continue', 'Content-Length: 1000000')
    const answer = await raw.until(/\}\n$/)
    expect(answer).toMatch(/^HTTP\/1.1 401 /)
    expect(answer).toContain('Connection: close')
    raw.destroy()
  })

  it('is asked for only when its body is wanted', async () => {
    await start(async (inbound) => {
      await later(100)
      return ok(await readBody(inbound))
    })
    const raw = await open('PUT', 'Expect: 100-continue', 'Content-Length: 3')
    await later(50)
    expect(raw.text).toBe('')
    await raw.until(/^HTTP\/1.1 100 Continue\r\n\r\n$/)
    raw.send('abc')
    expect(await raw.until(/abc$/)).toMatch(/100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
    raw.destroy()
  })

  it('does not keep a client that sends it anyway from reading the refusal', async () => {
    await start(denied)
    const raw = await open('PUT', 'Content-Length: 100000000')
    const sending = setInterval(() => raw.socket.write(BLOCK), 1)
    const text = await raw.closed()
    clearInterval(sending)
    expect(errorCode(text)).toBe('unauthorized')
  })

  it('of a small size does not cost the connection', async () => {
    await start(denied)
    const raw = await open('PUT', 'Content-Length: 6')
    await raw.until(/\}\n$/)
    raw.send('abcdefGET /health HTTP/1.1', 'Host: localhost', '', '')
    await raw.until(/"version":"0.1.0"/)
    expect(raw.ended).toBe('open')
    raw.destroy()
  })

  it('may be answered by the target before it is whole', async () => {
    await start(async (inbound) => {
      for await (const chunk of inbound.body ?? []) {
        if (chunk.byteLength > 0) break
      }
      return ok('enough', { status: 413, statusText: 'Too Much' })
    })
    const raw = (await open('PUT', 'Content-Length: 1000')).send('abc')
    const answer = parseAnswer(await raw.until(/enough$/))
    expect(answer.status).toBe(413)
    raw.send('y'.repeat(997) + 'GET /health HTTP/1.1', 'Host: localhost', '', '')
    await raw.until(/"version":"0.1.0"/)
    raw.destroy()
  })

  it('whose chunks turn out to be broken ends the exchange', async () => {
    let aborted = false
    await start(async (inbound) => {
      inbound.signal.addEventListener('abort', () => (aborted = true))
      return ok(await readBody(inbound))
    })
    const raw = (await open('PUT', 'Transfer-Encoding: chunked')).send('3', 'abc', '')
    await later(50)
    raw.send('nonsense', '')
    expect(errorCode(await raw.closed())).toBe('invalid_request')
    expect(aborted).toBe(true)
  })
})

describe('a slow client', () => {
  it('has so long for its head', async () => {
    await start(() => Promise.resolve(ok()), { headersTimeoutMs: 200 })
    const raw = await RawSocket.open(server.port)
    raw.send('GET /health HTTP/1.1', 'Host: loc')
    const trickle = setInterval(() => raw.socket.write('a'), 50)
    const text = await raw.closed()
    clearInterval(trickle)
    expect(text).toMatch(/^HTTP\/1.1 408 /)
    expect(errorCode(text)).toBe('request_timeout')
  })

  it('may not stop in the middle of its body', async () => {
    await start(async (inbound) => ok(await readBody(inbound)), { idleTimeoutMs: 200 })
    const raw = (await open('PUT', 'Content-Length: 10')).send('abc')
    expect(errorCode(await raw.closed())).toBe('request_timeout')
  })

  it('may not stop in the middle of an answer', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield await Promise.resolve(BLOCK)
    }
    await start(() => Promise.resolve(ok(endless())), { idleTimeoutMs: 200 })
    const raw = await open('GET')
    raw.socket.pause()
    await later(1000)
    raw.socket.resume()
    await raw.closed()
    expect(raw.text).not.toMatch(/\r\n0\r\n\r\n$/)
  })

  it('is not blamed for a slow target', async () => {
    await start(() => later(600).then(() => ok()), { idleTimeoutMs: 100 })
    const raw = await open('GET')
    expect(parseAnswer(await raw.until(/ok$/)).status).toBe(200)
    raw.destroy()
  })

  it('is let go when it says nothing between requests', async () => {
    await start(() => Promise.resolve(ok()), { keepAliveTimeoutMs: 100 })
    const raw = await open('GET')
    expect(await raw.closed()).toMatch(/ok$/)
    expect(raw.ended).toBe('end')
  })
})
