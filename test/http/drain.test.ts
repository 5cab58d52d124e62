import { afterEach, describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import type { TestHandle, TestServer } from './support-server.ts'
import { ok, startServer } from './support-server.ts'
import { RawSocket } from './support-raw-socket.ts'

let server: TestServer

afterEach(async () => {
  await server.close()
})

const start = async (handle: TestHandle): Promise<void> => {
  server = await startServer(handle)
}
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const open = async (): Promise<RawSocket> => {
  const raw = await RawSocket.open(server.port)
  return raw.send('GET /https://a.example/ HTTP/1.1', 'Host: localhost', '', '')
}

describe('draining', () => {
  it('closes connections that are idle, new ones included, and takes no more', async () => {
    await start(() => Promise.resolve(ok()))
    const idle = await open()
    await idle.until(/ok$/)
    const fresh = await RawSocket.open(server.port)
    await later(20)
    expect(await server.drain(10_000)).toBe(0)
    await Promise.all([idle.closed(), fresh.closed()])
    expect([idle.ended, fresh.ended]).toEqual(['end', 'end'])
    await expect(RawSocket.open(server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('lets exchanges end, whose answers are the last of their connections', async () => {
    await start(() => later(200).then(() => ok()))
    const raw = await open()
    await later(50)
    expect(await server.drain(10_000)).toBe(0)
    expect(await raw.closed()).toMatch(/\r\nConnection: close\r\n[^]*ok$/)
  })

  it('lets an answer that has begun end, however large what waits in memory', async () => {
    const size = 8 * 1024 * 1024
    await start(() => Promise.resolve(ok(new Uint8Array(size).fill(120))))
    const raw = await open()
    raw.socket.pause()
    await later(100)
    const drained = server.drain(10_000)
    await later(100)
    raw.socket.resume()
    expect(await drained).toBe(0)
    expect((await raw.closed()).length).toBeGreaterThan(size)
  })

  it('serves what was pipelined', async () => {
    await start(() => later(100).then(() => ok()))
    const raw = await open()
    raw.send('GET /https://a.example/ HTTP/1.1', 'Host: localhost', '', '')
    await later(50)
    const drained = server.drain(10_000)
    expect((await raw.closed()).match(/200 OK/g)?.length).toBeGreaterThanOrEqual(1)
    expect(await drained).toBe(0)
  })

  it('cuts what takes too long', async () => {
    let aborted = false
    await start(({ signal }) => {
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true
          resolve({ ok: false, error: new VultrinoError('cancelled') })
        })
      })
    })
    const raw = await open()
    await later(50)
    expect(await server.drain(100)).toBe(1)
    expect(aborted).toBe(true)
    expect(await raw.closed()).toBe('')
  })
})
