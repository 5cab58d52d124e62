import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { LoadJob } from './load-job.ts'

export type LoadSocket = Pick<Socket, 'write' | 'destroy'>

/**
 * Opens one connection of the generator. `read(bytes, length)` gets a buffer that is used again for the next piece:
 * it must not be kept. `closed(broken)` comes once, after an error (`true`) or an ordinary end.
 */
export function openSocket(
  job: Pick<LoadJob, 'port' | 'ca'>,
  opened: () => void,
  read: (bytes: Buffer, length: number) => void,
  closed: (broken: boolean) => void,
): LoadSocket {
  if (job.ca !== undefined) {
    const socket = connectTls(
      { port: job.port, host: 'localhost', servername: 'localhost', ca: job.ca },
      opened,
    )
    socket.on('data', (bytes: Buffer) => read(bytes, bytes.length))
    return settle(socket, closed)
  }
  const onread = {
    buffer: Buffer.allocUnsafe(128 * 1024),
    callback: (length: number, bytes: Uint8Array): boolean => {
      read(bytes as Buffer, length)
      return true
    },
  }
  return settle(connect({ port: job.port, host: '127.0.0.1', onread }, opened), closed)
}

function settle(socket: Socket, closed: (broken: boolean) => void): Socket {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('close', closed)
  return socket
}
