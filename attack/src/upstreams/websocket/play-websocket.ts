import type { Socket } from 'node:net'
import type { WebSocketPlay } from '../../contract/behaviour.ts'
import { fillBinary } from '../../laboratory/fill.ts'
import type { Arrival } from '../observer.ts'
import { field } from '../read-request.ts'
import type { Stage } from '../stage.ts'
import type { Taken } from '../taken.ts'
import type { After } from '../write-plan.ts'
import { acceptOf, withFields } from './handshake.ts'
import { Peer } from './peer.ts'

/** How long a target waits for the other side of the closing handshake, in milliseconds. */
const CLOSE_WITHIN = 1000

/** Takes over a connection whose request asks for a WebSocket; `null`: it does not ask for one. */
export function playWebSocket(
  socket: Socket,
  plan: WebSocketPlay,
  arrival: Arrival,
  { lookup, observer, over }: Stage,
): Taken | null {
  const key = field(arrival.headers, 'sec-websocket-key')
  if (key === undefined || !/websocket/i.test(field(arrival.headers, 'upgrade') ?? '')) return null
  const given = (plan.headers ?? []).map(([name, value]) => [name, fillBinary(value, lookup)] as const)
  const headers = withFields(
    [
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Accept', acceptOf(key)],
    ],
    given,
  )
  const reason = fillBinary(plan.reason ?? 'Switching Protocols', lookup)
  observer.sent.push({ status: 101, reason, headers, body: Buffer.alloc(0), trailers: [] })
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = Buffer.from(`HTTP/1.1 101 ${reason}\r\n${lines}\r\n`, 'latin1')
  const peer = new Peer({
    socket,
    masks: false,
    lookup,
    ...(plan.piece === undefined ? {} : { piece: plan.piece }),
  })
  observer.websockets.push({ sent: peer.sent, received: peer.reader.messages })
  const stop = (): void => peer.end()
  over.addEventListener('abort', stop, { once: true })
  const run = async (): Promise<After> => {
    if (plan.glued === true) socket.write(Buffer.concat([head, peer.bytesOf(plan.play)]))
    else {
      socket.write(head)
      await peer.play(plan.play)
    }
    if (plan.then !== undefined && plan.then !== 'close') return plan.then
    await peer.close()
    await peer.closed(CLOSE_WITHIN)
    return 'end'
  }
  return {
    feed: (chunk) => (chunk === null ? peer.end() : peer.feed(chunk)),
    over: run().finally(() => over.removeEventListener('abort', stop)),
  }
}
