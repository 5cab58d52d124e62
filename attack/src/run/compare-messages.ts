import type { Returned } from '../contract/proxy-under-test.ts'
import type { WebSocketMessage } from '../contract/websocket.ts'
import type { Conversation } from '../upstreams/observer.ts'

/** How a benign WebSocket came through, for each of the two ways; one line for each difference. */
export function compareMessages(
  way: 'messages' | 'request-messages',
  target: Conversation | undefined,
  { websocket }: Returned,
): string[] {
  if (websocket === undefined || target === undefined) return ['no WebSocket came about']
  if (way === 'request-messages') return differ('messages of the caller', websocket.sent, target.received)
  const taken = websocket.accepted ? [] : ['the 101 has not the Sec-WebSocket-Accept that its key asks for']
  return [...taken, ...differ('messages of the target', target.sent, websocket.received)]
}

function differ(
  what: string,
  sent: readonly WebSocketMessage[],
  received: readonly WebSocketMessage[],
): string[] {
  const [left, right] = [data(sent), data(received)]
  if (left.length !== right.length)
    return [`of ${String(left.length)} ${what}, ${String(right.length)} arrived`]
  const at = left.findIndex(({ op, payload }, index) => {
    const other = right[index]
    return other?.op !== op || Buffer.compare(payload, other.payload) !== 0
  })
  return at === -1 ? [] : [`of the ${what}, number ${String(at + 1)} is not the same`]
}

const data = (given: readonly WebSocketMessage[]): readonly WebSocketMessage[] =>
  given.filter(({ op }) => op < 8)
