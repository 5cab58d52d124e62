import { VultrinoError } from '../../domain/errors.ts'
import type { ContentDecoder } from '../../ports/content-decoder.ts'
import { CODINGS, type Inflater, inflaterFor } from './inflaters.node.ts'
import { ZlibDecoding } from './zlib-decoding.node.ts'

/** Undoes content codings with `node:zlib`. */
export const zlibDecoder: ContentDecoder = {
  codings: CODINGS,
  decode: (coding, body) => ({
    [Symbol.asyncIterator]: () => new Decoded(coding, body[Symbol.asyncIterator]()),
  }),
  open: (coding, onDecoded) => new ZlibDecoding(coding, onDecoded),
}

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
  let inflater: Inflater | undefined
  try {
    const first = await firstBytes(source)
    if (first === undefined) return
    inflater = inflaterFor(coding, first[0] ?? 0)
    void pump(first, source, inflater)
    for await (const chunk of inflater as AsyncIterable<Uint8Array>) yield chunk
  } catch (thrown) {
    if (thrown instanceof VultrinoError) throw thrown
    throw new VultrinoError('unscannable_response', { reason: `the body is not valid ${coding}` })
  } finally {
    inflater?.destroy()
    void source.return?.().catch(ignored)
  }
}

const ignored = (): undefined => undefined

async function firstBytes(source: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const next = await source.next()
    if (next.done === true) return undefined
    if (next.value.length > 0) return next.value
  }
}

/** Feeds the inflater at its own pace, until the source or the inflater ends. An error of the source becomes its. */
async function pump(first: Uint8Array, source: AsyncIterator<Uint8Array>, inflater: Inflater): Promise<void> {
  try {
    let chunk = first
    for (;;) {
      if (!inflater.write(chunk)) await drained(inflater)
      if (inflater.destroyed || inflater.writableEnded) return
      const next = await source.next()
      if (next.done === true) break
      chunk = next.value
    }
    inflater.end()
  } catch (thrown) {
    inflater.destroy(
      thrown instanceof Error
        ? thrown
        : new VultrinoError('upstream_error', { reason: 'the body broke off' }),
    )
  }
}

/** Until there is room again, or nobody will make any. */
function drained(inflater: Inflater): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      inflater.off('drain', done).off('close', done)
      resolve()
    }
    if (inflater.destroyed) resolve()
    else inflater.on('drain', done).on('close', done)
  })
}
