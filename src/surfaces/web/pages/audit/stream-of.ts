import { VultrinoError } from '../../../../domain/errors.ts'
import type { Visit } from '../../page.ts'

/** How often it is looked whether the session is still there, milliseconds. */
const LOOK_MS = 1000

/**
 * Pieces as the body of an answer, as fast as they are taken; `''` is passed over. When the session ends, the answer does
 * (`end`), or breaks off: what was given must not pass for the whole (`break`). `ended`: told once nobody reads any more.
 */
export function streamOf<T>(
  visit: Pick<Visit, 'deps' | 'session'>,
  source: AsyncIterable<T>,
  made: (piece: T) => string | Promise<string>,
  over: 'end' | 'break',
  ended: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const signedIn = sessionWatch(visit)
  const stop = async (): Promise<void> => {
    ended()
    await pieces.return?.()
  }
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      for (;;) {
        const next = await pieces.next()
        if (next.done === true) {
          ended()
          controller.close()
          return
        }
        if (!signedIn()) {
          await stop()
          if (over === 'end') controller.close()
          else controller.error(new VultrinoError('unauthorized'))
          return
        }
        const text = await made(next.value)
        if (text === '') continue
        controller.enqueue(encoder.encode(text))
        return
      }
    },
    cancel: stop,
  })
}

/** Whether whoever began this is signed in still, looked up every second. */
function sessionWatch({ deps, session }: Pick<Visit, 'deps' | 'session'>): () => boolean {
  const { signIn, now, options } = deps
  let looked = now()
  let is = true
  return () => {
    const time = now()
    if (!is || Math.abs(time - looked) < LOOK_MS) return is
    looked = time
    const found = signIn.list().find(({ id }) => id === session.id)
    return (is = found !== undefined && time - found.seenAt < options.sessionTimeout * 1000)
  }
}
