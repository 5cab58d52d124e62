import { VultrinoError } from '../../domain/errors.ts'
import type { Action } from '../acts.ts'
import type { Recording } from '../management.ts'
import { recorded } from '../recorded.ts'

/**
 * An act whose answer comes piece by piece: allowed and recorded before the first, and its end recorded when the last
 * was taken, when it failed, or when whoever reads stopped (`cancelled`). Throws as `recorded` does.
 */
export async function recordedStream<T>(
  recording: Recording,
  action: Action,
  source: () => AsyncIterable<T>,
): Promise<AsyncIterableIterator<T>> {
  const started = Promise.withResolvers<undefined>()
  const over = Promise.withResolvers<undefined>()
  recorded(recording, action, null, () => {
    started.resolve(undefined)
    return over.promise
  }).catch((thrown: unknown) => started.reject(thrown as Error))
  await started.promise
  const pieces = source()[Symbol.asyncIterator]()
  const stream: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => stream,
    next: async () => {
      try {
        const piece = await pieces.next()
        if (piece.done === true) over.resolve(undefined)
        return piece
      } catch (thrown) {
        over.reject(thrown)
        throw thrown
      }
    },
    // Also of a stream that was never begun, which a generator would not notice.
    return: async () => {
      over.reject(new VultrinoError('cancelled'))
      await pieces.return?.()
      return { done: true, value: undefined }
    },
  }
  return stream
}
