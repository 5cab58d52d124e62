import { concat } from '../../domain/concat.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { Answer } from '../../pipeline/stages.ts'

/** As much of an answer's body as was asked for. */
export interface ReadAnswer {
  readonly bytes: Uint8Array
  /** Whether that is all of it; if not, the rest was given back to where it comes from. */
  readonly whole: boolean
}

/**
 * Reads the body of an answer, at most `limit` bytes of it. `told`: how many have come, after each piece.
 * Throws what reading it throws, or why `signal` was aborted.
 */
export async function readAnswer(
  { body }: Pick<Answer, 'body'>,
  limit: number,
  signal: AbortSignal,
  told?: (bytes: number) => void,
): Promise<ReadAnswer> {
  if (body instanceof Uint8Array) return { bytes: body.subarray(0, limit), whole: body.byteLength <= limit }
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      const room = limit - size
      // The request path may use its buffer again.
      chunks.push(Uint8Array.from(chunk.subarray(0, room)))
      size += Math.min(chunk.byteLength, room)
      told?.(size)
      // Leaving the loop ends the stream.
      if (chunk.byteLength > room) return { bytes: concat(chunks), whole: false }
    }
  } catch (thrown) {
    // Why it was cut says more than that it was.
    throw signal.aborted && signal.reason instanceof VultrinoError ? signal.reason : thrown
  }
  return { bytes: concat(chunks), whole: true }
}

/** Ends an answer whose body nobody wants, without waiting for any of it: the next of it may never come. */
export async function discard({ body }: Pick<Answer, 'body'>): Promise<void> {
  if (body instanceof Uint8Array) return
  try {
    await body[Symbol.asyncIterator]().return?.()
  } catch {
    // It does not matter how it ended.
  }
}
