import { VultrinoError } from '../domain/errors.ts'

/** A body of unannounced size, cut off by an error once it grows past the limit. */
export interface LimitedBody {
  readonly body: AsyncIterable<Uint8Array>
  /** The refusal, once the limit was passed: the target sees a broken upload, the caller must see this. */
  refusal(): VultrinoError | undefined
}

/** Counts a body's bytes as they pass. `limit` in bytes. */
export function limitBody(source: AsyncIterable<Uint8Array>, limit: number): LimitedBody {
  let refused: VultrinoError | undefined
  async function* counted(): AsyncGenerator<Uint8Array> {
    let size = 0
    for await (const chunk of source) {
      size += chunk.byteLength
      if (size > limit) {
        refused = new VultrinoError('payload_too_large', { limit })
        throw refused
      }
      yield chunk
    }
  }
  return { body: counted(), refusal: () => refused }
}
