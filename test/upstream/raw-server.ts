import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface RawServer {
  readonly port: number
  readonly origin: string
  /** All bytes received, by connection, latin1. */
  readonly received: string[]
  readonly sockets: Set<Socket>
}

/** What a server does with a connection; `text` is what has arrived on it so far. */
export type Script = (socket: Socket, text: string, count: number) => void

/** A TCP server on loopback that says whatever the test wants, to each complete request head. Ends with the test. */
export async function rawServer(script: Script, host = '127.0.0.1'): Promise<RawServer> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    const index = received.push('') - 1
    let heads = 0
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      received[index] = (received[index] ?? '') + chunk.toString('latin1')
      const seen = (received[index] ?? '').split('\r\n\r\n').length - 1
      while (heads < seen) {
        heads += 1
        script(socket, received[index] ?? '', heads)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`,
    received,
    sockets,
  }
}

/** Answers every request with these bytes (latin1), and leaves the connection open. */
export const answering =
  (...parts: readonly string[]): Script =>
  (socket) => {
    for (const part of parts) socket.write(part, 'latin1')
  }

/** Answers with these bytes, then ends the connection. */
export const answeringOnce =
  (text: string): Script =>
  (socket) =>
    socket.end(text, 'latin1')
