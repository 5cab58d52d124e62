import type { Socket } from 'node:net'
import { field, readChunks, type ReadRequest } from './read-request.ts'
import type { Taken } from './taken.ts'
import type { After } from './write-plan.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n'

/** Answers at once, and writes every byte of the request's body back as it comes. The connection ends with it. */
export function giveBack(socket: Socket, { headers }: Pick<ReadRequest, 'headers'>): Taken {
  const chunked = /chunked/i.test(field(headers, 'transfer-encoding') ?? '')
  const length = Number(field(headers, 'content-length') ?? 0)
  let came = Buffer.alloc(0)
  let written = 0
  let finish: (after: After) => void = () => undefined
  const over = new Promise<After>((resolve) => (finish = resolve))
  socket.write(HEAD)
  return {
    over,
    feed: (chunk) => {
      if (chunk === null) {
        finish('end')
        return
      }
      came = Buffer.concat([came, chunk])
      const body = chunked ? readChunks(came, 0) : plain(came, length)
      const more = body.body.subarray(written)
      written += more.length
      if (more.length > 0)
        socket.write(`${more.length.toString(16)}\r\n${more.toString('latin1')}\r\n`, 'latin1')
      if (!body.complete) return
      socket.write('0\r\n\r\n')
      finish('end')
    },
  }
}

const plain = (came: Buffer, length: number): { readonly body: Buffer; readonly complete: boolean } => ({
  body: came.subarray(0, length),
  complete: came.length >= length,
})
