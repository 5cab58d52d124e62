import { VultrinoError } from '../../domain/errors.ts'
import type { ContentDecoder } from '../../ports/content-decoder.ts'
import { CODINGS, type Inflater, inflaterFor } from './inflaters.node.ts'
import { ZlibDecoding } from './zlib-decoding.node.ts'

/** Undoes content codings with `node:zlib`. */
export const zlibDecoder: ContentDecoder = {
  codings: CODINGS,
  decode,
  open: (coding, onDecoded) => new ZlibDecoding(coding, onDecoded),
}

/** An empty body decodes to an empty one, whatever the coding: answers without content may carry the field. */
async function* decode(coding: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]()
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
    // Not awaited: a source that is waiting for its next bytes would answer only when they come.
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
