import { createServer, type AddressInfo, type Socket } from 'node:net'
import { answerBytes, pieces, type EchoPlan } from './echo-plan.ts'

export interface EchoUpstream {
  readonly origin: string
  /** How the next answers give back what they got. */
  plan: EchoPlan
  /** Raw heads of the requests received. */
  readonly received: string[]
  close(): Promise<void>
}

/** A raw-socket target that gives the bearer token it received back as its plan says. */
export async function startEchoUpstream(plan: EchoPlan): Promise<EchoUpstream> {
  const sockets = new Set<Socket>()
  const received: string[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    let head = ''
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      received.push(head)
      const [, secret = ''] = /^authorization: Bearer (.*)$/im.exec(head) ?? []
      head = ''
      const text = Buffer.from(secret.trimEnd(), 'latin1').toString('utf8')
      // Each piece is a packet of its own as far as the system allows.
      socket.setNoDelay(true)
      for (const piece of pieces(answerBytes(upstream.plan, text), [4096, ...upstream.plan.pieces]))
        socket.write(piece)
      socket.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const upstream: EchoUpstream = {
    origin: `http://127.0.0.1:${String(port)}`,
    plan,
    received,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return upstream
}
