import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import type { Certificate } from './certificates.ts'

/** Frame types of RFC 9113 §6. */
export const FRAME = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  continuation: 9,
} as const
export const END_STREAM = 1
export const END_HEADERS = 4

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array | string = '',
): Buffer {
  const body = Buffer.from(payload as string, 'latin1')
  const head = Buffer.alloc(9)
  head.writeUIntBE(body.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, body])
}

export const int32 = (...values: readonly number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return bytes
    }),
  )

/** HPACK: `:status: 200` of the static table. */
export const STATUS_200 = Buffer.from([0x88])

/** HPACK: a literal field without indexing; name and value of at most 126 bytes. */
export const field = (name: string, value: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name, 'latin1'),
    Buffer.from([value.length]),
    Buffer.from(value, 'latin1'),
  ])

export interface RawHttp2 {
  readonly origin: string
  /** Requests seen, over all connections. */
  requests: number
  connections: number
}

/** A server that negotiates HTTP/2 and then writes whatever the test wants for each request (its stream's number). */
export async function rawHttp2(
  certificate: Certificate,
  script: (socket: TLSSocket, stream: number) => void,
): Promise<RawHttp2> {
  const seen = { origin: '', requests: 0, connections: 0 }
  const sockets = new Set<TLSSocket>()
  const server = createServer({ ...certificate, ALPNProtocols: ['h2'] }, (socket) => {
    seen.connections += 1
    sockets.add(socket)
    let input = Buffer.alloc(0)
    let begun = false
    socket.on('error', () => undefined)
    socket.write(frame(FRAME.settings, 0, 0))
    socket.on('data', (chunk) => {
      input = Buffer.concat([input, chunk])
      if (!begun && input.length >= 24) {
        begun = true
        input = input.subarray(24)
      }
      while (begun && input.length >= 9 && input.length >= 9 + input.readUIntBE(0, 3)) {
        const [size, type, flags, stream] = [
          input.readUIntBE(0, 3),
          input[3],
          input[4] ?? 0,
          input.readUInt32BE(5),
        ]
        input = input.subarray(9 + size)
        if (type === FRAME.settings && (flags & 1) === 0) socket.write(frame(FRAME.settings, 1, 0))
        if (type === FRAME.headers) {
          seen.requests += 1
          script(socket, stream)
        }
      }
    })
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  seen.origin = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return seen
}
