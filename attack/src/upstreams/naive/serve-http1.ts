import { Duplex } from 'node:stream'
import { TLSSocket, type SecureContext } from 'node:tls'
import { hostOf, pathOf, splitUrl } from '../../adapters/outside/split-url.ts'
import { readFields } from '../read-request.ts'
import type { Injection } from './injection.ts'

const HANDSHAKE = 0x16

/**
 * Takes the first request on a connection, puts in the secret, and passes everything else on as it is. `place`: where a
 * tunnel leads to, in which TLS may be spoken.
 */
export function serveHttp1(
  socket: Duplex,
  injection: Injection,
  context: SecureContext,
  place: string | null,
): void {
  socket.on('error', () => socket.destroy())
  let waiting = Buffer.alloc(0)
  const take = (chunk: Buffer): void => {
    waiting = Buffer.concat([waiting, chunk])
    if (place !== null && waiting[0] === HANDSHAKE) {
      socket.off('data', take)
      socket.pause()
      socket.unshift(waiting)
      // Over a stream of ours, so that what was read already comes first.
      const inside = new TLSSocket(Duplex.from({ readable: socket, writable: socket }), { isServer: true, secureContext: context }) // prettier-ignore
      serveHttp1(inside, injection, context, place)
      return
    }
    const end = waiting.indexOf('\r\n\r\n')
    if (end === -1) return
    socket.off('data', take)
    const [line = '', ...lines] = waiting.subarray(0, end).toString('latin1').split('\r\n')
    const rest = waiting.subarray(end + 4)
    const [method = '', target = ''] = line.split(' ')
    if (method === 'CONNECT' && place === null && injection.isKnown(target)) {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      serveHttp1(socket, injection, context, target)
      if (rest.length > 0) socket.emit('data', rest)
      return
    }
    const split = splitUrl(target)
    const to = place ?? (split === null || method === 'CONNECT' ? '' : hostOf(split))
    if (!injection.isKnown(to)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const upstream = injection.dial(to)
    upstream.write(injection.head(to, method, split === null ? target : pathOf(split), readFields(lines)))
    upstream.write(rest)
    socket.pipe(upstream)
    upstream.pipe(socket)
    socket.on('close', () => upstream.destroy())
    upstream.on('close', () => socket.destroy())
  }
  socket.on('data', take)
  socket.on('end', () => socket.end())
}
