import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { parseServerAddress } from './server-address.ts'
import { ServerConnection, type ServerRequest } from './server-connection.node.ts'
import { collect } from './server-json.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const GET: ServerRequest = {
  method: 'GET',
  path: '/',
  headers: [],
  body: null,
  bodyLength: null,
  patience: 0,
  deadline: 0,
}

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

/** The bytes of the answer of a server that says this, as it is, to whatever it is asked. */
async function answerOf(
  speak: (socket: Socket) => void,
  request: Partial<ServerRequest> = {},
): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => speak(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const connection = new ServerConnection(parseServerAddress(`http://127.0.0.1:${port}`))
  cleanups.push(() => {
    connection.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const answer = await connection.send({ ...GET, ...request })
  return (await collect(answer.body, 1_000_000)).byteLength
}

const unreachable = (reason: string): object => ({ code: 'server_unreachable', details: { reason } })

/** Writes the same over and over, as long as anybody reads. */
function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 5)
  socket.once('close', () => clearInterval(timer))
}

describe('an answer that never comes', () => {
  it('another protocol', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n'
    const asked = answerOf((socket) => socket.end(switching))
    await expect(asked).rejects.toMatchObject(unreachable('it changes to another protocol'))
  })

  it('interim answers without end', async () => {
    const asked = answerOf((socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5000)))
    await expect(asked).rejects.toMatchObject(unreachable('its answer does not begin'))
  })

  it('a few interim answers are none of our business', async () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3)
    expect(await answerOf((socket) => socket.write(`${interim}${HEAD}2\r\n{}\r\n0\r\n\r\n`))).toBe(2)
  })
})

describe('a server that is slow on purpose', () => {
  it.each([
    ['head', 'HTTP/1.1 200 OK\r\n', 'X: y\r\n'],
    ['body', HEAD, '1\r\n \r\n'],
  ])('a %s that drips', async (_, first, again) => {
    const asked = answerOf(
      (socket) => {
        socket.write(first)
        drip(socket, again)
      },
      { patience: 60_000, deadline: 300 },
    )
    await expect(asked).rejects.toMatchObject(unreachable('it did not answer in time'))
  })

  it.each([
    ['before its head', ''],
    ['in its body', `${HEAD}1\r\n \r\n`],
  ])('one that falls silent %s', async (_, first) => {
    const asked = answerOf((socket) => socket.write(first), { patience: 200 })
    await expect(asked).rejects.toMatchObject(unreachable('it did not answer in time'))
  })
})
