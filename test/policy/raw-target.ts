import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A raw-socket target: every byte of every request as it came; it answers 200. */
export interface RawTarget {
  readonly origin: string
  /** One request each: its head, and what of its body came with a length. */
  readonly received: string[]
  close(): Promise<void>
}

export async function startRawTarget(): Promise<RawTarget> {
  const sockets = new Set<Socket>()
  const received: string[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end === -1) return
      const length = Number(/^content-length: (\d+)$/im.exec(text)?.[1] ?? 0)
      const chunked = /^transfer-encoding: chunked$/im.test(text)
      const whole = chunked ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + length
      if (!whole) return
      received.push(text)
      text = ''
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    received,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
