import { concat } from '../domain/concat.ts'
import type { WholeBody } from '../domain/policy/body-reading.ts'
import { MOST_SEEN } from '../domain/policy/seen-body.ts'
import type { Inbound } from './stages.ts'

/** A request whose body was looked at, and is still to be sent. */
export interface ReadInbound {
  readonly inbound: Inbound
  readonly body: WholeBody
  /** Leaves what was not read to the surface. */
  letGo(): Promise<void>
}

/** Reads a request's body as far as policies look at it. What was read is what is sent. Throws `cancelled`. */
export async function readWholeBody(inbound: Inbound): Promise<ReadInbound> {
  const chunks: Uint8Array[] = []
  if (inbound.body === null) return { inbound, body: 'none', letGo: () => Promise.resolve() }
  const rest = inbound.body[Symbol.asyncIterator]()
  let size = 0
  let ended = false
  while (!ended && size <= MOST_SEEN) {
    const next = await rest.next()
    if (next.done === true) ended = true
    else {
      // The sender may use its buffer again.
      chunks.push(next.value.slice())
      size += next.value.byteLength
    }
  }
  async function* again(): AsyncGenerator<Uint8Array> {
    yield* chunks
    if (!ended) yield* { [Symbol.asyncIterator]: () => rest }
  }
  return {
    inbound: withBody(inbound, again()),
    body: ended && size <= MOST_SEEN ? concat(chunks) : 'too_large',
    letGo: async () => {
      await rest.return?.()
    },
  }
}

/** The same request; member by member, since a surface's own class keeps things private. */
function withBody(inbound: Inbound, body: AsyncIterable<Uint8Array>): Inbound {
  const { requestId, surface, presented, ip, alias, url, method, headers, bodyLength, confirmUnbound } =
    inbound
  return {
    ...{ requestId, surface, presented, ip, alias, url, method, headers, body, bodyLength },
    get signal() {
      return inbound.signal
    },
    ...(inbound.cut === undefined ? {} : { cut: (error) => inbound.cut?.(error) }),
    ...(confirmUnbound === undefined ? {} : { confirmUnbound }),
  }
}
