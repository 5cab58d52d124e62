import { recordFields } from '../../domain/audit-chain/record-fields.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { FollowedRecord } from '../../ports/audit-desk.ts'

const encoder = new TextEncoder()
/** A line that says nothing, so that whoever stands in between takes the connection for alive. */
const ALIVE = encoder.encode(':\n\n')
const ALIVE_MS = 15_000

interface Watch {
  /** Whether the caller is still let in, as who they were. */
  readonly mayGoOn: () => boolean
  /** Milliseconds, which only grow. */
  readonly now: () => number
}

/**
 * Records as server-sent events (WHATWG HTML §9.2), until nobody listens or the caller is not let in any more: then they
 * end, and whoever comes again with `Last-Event-ID` is told why, or goes on.
 */
export function eventStream(
  records: AsyncIterable<FollowedRecord | null>,
  { mayGoOn, now }: Watch,
): AsyncIterableIterator<Uint8Array> {
  let said = now()
  return piecewise(records, (followed) => {
    if (!mayGoOn()) return 'end'
    if (followed !== null) {
      said = now()
      return event(followed)
    }
    if (now() - said < ALIVE_MS) return undefined
    said = now()
    return ALIVE
  })
}

const event = ({ position, record }: FollowedRecord): Uint8Array =>
  encoder.encode(`id: ${position}\ndata: ${JSON.stringify(recordFields(record))}\n\n`)

/** Pieces of text as bytes. Broken off when the caller is not let in any more: what was given must not pass for the whole. */
export function textStream(
  pieces: AsyncIterable<string>,
  { mayGoOn }: Pick<Watch, 'mayGoOn'>,
): AsyncIterableIterator<Uint8Array> {
  return piecewise(pieces, (piece) => {
    if (!mayGoOn()) throw new VultrinoError('unauthorized')
    return encoder.encode(piece)
  })
}

/** Each piece made another; `undefined` is passed over. Whoever stops reading ends the source, also before it was begun. */
function piecewise<T>(
  source: AsyncIterable<T>,
  made: (piece: T) => Uint8Array | 'end' | undefined,
): AsyncIterableIterator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]()
  const stop = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    await pieces.return?.()
    return { done: true, value: undefined }
  }
  const stream: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => stream,
    next: async () => {
      for (;;) {
        const piece = await pieces.next()
        if (piece.done === true) return { done: true, value: undefined }
        let bytes: ReturnType<typeof made>
        try {
          bytes = made(piece.value)
        } catch (thrown) {
          await stop()
          throw thrown
        }
        if (bytes === 'end') return await stop()
        if (bytes !== undefined) return { done: false, value: bytes }
      }
    },
    return: stop,
  }
  return stream
}
