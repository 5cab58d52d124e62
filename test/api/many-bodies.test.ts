import { afterAll, beforeAll, expect, it } from 'vitest'
import { RawSocket } from '../http/support-raw-socket.ts'
import { startApi, type ApiServer } from './support-api.ts'

let api: ApiServer

beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.close())

const LENGTH = 13_000_000
const BUDGET = 64 * 1024 * 1024
const MOST_AT_ONCE = Math.floor(BUDGET / LENGTH)
const MOST_OF_ONE_KEY = Math.floor(BUDGET / 2 / LENGTH)

/** A request of whose body all but a little was sent. */
async function begin(key: string): Promise<RawSocket> {
  const socket = await RawSocket.open(Number(new URL(api.url).port))
  socket.send(
    'POST /v1/execute HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${String(LENGTH)}`,
    '',
    '',
  )
  await new Promise<void>((resolve) => socket.socket.write(' '.repeat(LENGTH - 100), () => resolve()))
  return socket
}

async function anotherKey(name: string): Promise<string> {
  const { json } = await api.call('POST', '/v1/keys', { body: { name, role: 'executor' } })
  return (json as { key: string }).key
}

const answered = ({ text }: RawSocket): string | undefined => /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]

it('large bodies are held up to a limit for all of them, small ones always', async () => {
  const role = (name: string): Promise<unknown> =>
    api.call('POST', '/v1/roles', { body: { name, permissions: ['read'] } })
  const sockets: RawSocket[] = []
  const refusedAre = (count: number): Promise<void> =>
    expect
      .poll(() => sockets.filter((one) => answered(one) === '503').length, { timeout: 15_000 })
      .toBe(count)
  for (let i = 0; i < MOST_OF_ONE_KEY + 3; i++) sockets.push(await begin(api.adminKey))
  await refusedAre(3)
  // What is left is for others.
  const others = [await anotherKey('one'), await anotherKey('another'), await anotherKey('third')]
  for (let i = MOST_OF_ONE_KEY; i < MOST_AT_ONCE; i++) sockets.push(await begin(others[i % 3] ?? ''))
  await refusedAre(3)
  sockets.push(await begin(others[0] ?? ''), await begin(others[1] ?? ''))
  await refusedAre(5)
  const [refused] = sockets.filter((one) => answered(one) === '503')
  expect(refused?.text).toContain('too_many_bodies')
  expect(refused?.text).toMatch(/\r\nRetry-After: 1\r\n/i)
  expect(await role('small')).toMatchObject({ status: 201 })
  for (const socket of sockets) socket.destroy()
  // What was held is given back, whatever became of the request.
  const large = { name: 'large', permissions: ['read'], note: 'x'.repeat(900_000) }
  const held = async (): Promise<number> => (await api.call('POST', '/v1/roles', { body: large })).status
  await expect.poll(held, { timeout: 15_000 }).toBe(400)
  for (let i = 0; i < MOST_AT_ONCE * 2; i++) {
    const socket = await begin(api.adminKey)
    socket.send('x'.repeat(100))
    await socket.until(/^HTTP\/1\.1 400 /)
    socket.destroy()
  }
})
