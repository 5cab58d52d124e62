import { afterEach, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { RawSocket } from './support-raw-socket.ts'
import { ok, startServer, type TestServer } from './support-server.ts'

const REQUEST = 'GET /https://a.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n'

let server: TestServer
let client: RawSocket
afterEach(async () => {
  client.destroy()
  await server.close()
})

it('a hundred requests ahead of their answers are taken', async () => {
  server = await startServer(() => Promise.resolve(ok()))
  client = await RawSocket.open(server.port)
  client.send(REQUEST.repeat(100))
  await expect.poll(() => client.text.match(/HTTP\/1\.1 200/g)?.length).toBe(100)
})

it('more, while none is answered, cost the connection, and nothing piles up', async () => {
  server = await startServer(({ signal }) => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof ok>>()
    signal.addEventListener('abort', () => resolve(ok()))
    return promise
  })
  client = await RawSocket.open(server.port)
  for (let batch = 0; batch < 50; batch++) client.send(REQUEST.repeat(1000))
  await client.closed()
  expect(client.text).toBe('')
  expect(server.inbound.length).toBeLessThanOrEqual(1)
})

it('another OS user’s connection ends with its first refusal', async () => {
  server = await startServer(
    ({ presented }) =>
      Promise.resolve(
        presented.kind === 'nobody' ? { ok: false, error: new VultrinoError('unauthorized') } : ok(),
      ),
    { peerOwner: { ownerOf: () => Promise.resolve('other') } },
  )
  client = await RawSocket.open(server.port)
  client.send(REQUEST.repeat(5))
  const answered = await client.closed()
  expect(answered.match(/HTTP\/1\.1 /g)).toHaveLength(1)
})
