/**
 * The target: a process of its own that answers `/1k` and `/10m` as cheaply as Node can (raw sockets, ready-made bytes),
 * so that what is measured is the peer in front of it. A request without the secret is answered 401: a peer that
 * forgot to inject would show as errors, not as speed.
 *
 * In: `BENCH_SECRET`; `BENCH_CERT` and `BENCH_KEY` (PEM files) for the TLS twin. Out: `{ http, tls? }` ports over IPC.
 */
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

const secret = Buffer.from(`Bearer ${process.env['BENCH_SECRET'] ?? ''}`)
const endOfHead = Buffer.from('\r\n\r\n')
const big = Buffer.from('/10m')

function answer(status: string, size: number): Buffer {
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${size}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), text(size)])
}

/** Printable, not repeating within a window: nothing a compressor or a scrubber could shortcut. */
function text(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = 1
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    bytes[index] = 32 + ((state >> 16) % 94)
  }
  return bytes
}

const small = answer('200 OK', 1024)
const large = answer('200 OK', 10 * 1024 * 1024)
const refused = answer('401 Unauthorized', 0)

/** Writes the big answer piece by piece as the peer takes it: TLS would else encrypt 10 MiB a connection ahead. */
function pour(socket: Socket, from: number): void {
  const piece = 256 * 1024
  let at = from
  while (at < large.length) {
    const room = socket.write(large.subarray(at, at + piece))
    at += piece
    if (!room && at < large.length) {
      const next = at
      socket.once('drain', () => pour(socket, next))
      return
    }
  }
}

function serve(socket: Socket): void {
  let rest: Buffer | undefined
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(endOfHead); end !== -1; end = bytes.indexOf(endOfHead, from)) {
      const head = bytes.subarray(from, end)
      const isBig = head.indexOf(big) !== -1
      if (head.indexOf(secret) === -1) socket.write(refused)
      else if (isBig) pour(socket, 0)
      else socket.write(small)
      from = end + 4
    }
    rest = from === bytes.length ? undefined : bytes.subarray(from)
  })
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4096, resolve))
  return (server.address() as AddressInfo).port
}

const certFile = process.env['BENCH_CERT']
const keyFile = process.env['BENCH_KEY']
const http = await listen(createServer(serve))
const tls =
  certFile === undefined || keyFile === undefined
    ? undefined
    : await listen(createTlsServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, serve))
process.send?.({ http, tls })
process.on('disconnect', () => process.exit(0))
