import { VultrinoError } from '../../domain/errors.ts'
import type { ContentDecoder } from '../../ports/content-decoder.ts'
import { CODINGS, inflationOf } from './inflaters.node.ts'
import type { Inflation } from './inflation.node.ts'
import { memberDecoding } from './member-decoding.node.ts'

/** Undoes content codings with `node:zlib`. */
export const zlibDecoder: ContentDecoder = {
  codings: CODINGS,
  decode: (coding, body) => ({
    [Symbol.asyncIterator]: () => new Decoded(coding, body[Symbol.asyncIterator]()),
  }),
  open: memberDecoding,
}

/** Codings of which several members may follow each other (RFC 1952 §2.2, RFC 8878 §3.1). */
const OF_MEMBERS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'zstd'])

/** Leaving ends the source at once, even before the first chunk was asked for or while one is waited for. */
class Decoded implements AsyncIterator<Uint8Array, undefined> {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #chunks: AsyncGenerator<Uint8Array, undefined>

  constructor(coding: string, source: AsyncIterator<Uint8Array>) {
    this.#source = source
    this.#chunks = decoded(coding, source)
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    return this.#chunks.next()
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    void this.#source.return?.().catch(ignored)
    void this.#chunks.return(undefined).catch(ignored)
    return Promise.resolve({ done: true, value: undefined })
  }
}

/** An empty body decodes to an empty one, whatever the coding: answers without content may carry the field. */
async function* decoded(
  coding: string,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined> {
  let inflation: Inflation | undefined
  let members = 0
  try {
    for (;;) {
      const next = await source.next()
      if (next.done === true) break
      let bytes = next.value
      while (bytes.length > 0) {
        if (inflation === undefined) {
          if (members > 0) bytes = withoutPadding(bytes)
          if (bytes.length === 0) break
          if (members > 0 && !OF_MEMBERS.has(coding)) throw new Error('bytes follow its end')
          inflation = inflationOf(coding, bytes[0] ?? 0)
          members += 1
        }
        const rest: Uint8Array | null = yield* inflation.write(bytes)
        if (rest === null) break
        inflation.close()
        inflation = undefined
        bytes = rest
      }
    }
    if (inflation !== undefined) yield* inflation.end()
  } catch (thrown) {
    if (thrown instanceof VultrinoError) throw thrown
    throw new VultrinoError('unscannable_response', { reason: `the body is not valid ${coding}` })
  } finally {
    inflation?.close()
    void source.return?.().catch(ignored)
  }
}

const ignored = (): undefined => undefined

/** Bytes without the NULs they begin with: archives are padded so. */
function withoutPadding(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0)
  return start === -1 ? bytes.subarray(bytes.length) : bytes.subarray(start)
}
