import type { NeedleSet } from '../domain/scrub/needle-set.ts'
import type { ContentDecoder } from '../ports/content-decoder.ts'
import { Layer, unscannable } from './scrub-layer.ts'

/**
 * A decoder may need a whole block before it gives out any of it (zstd: 128 KiB, RFC 8878 §3.1.1.2.4): so many bytes
 * stay behind what was decoded.
 */
const LAG = 256 * 1024
/** Chunks are waited for together up to this many bytes. */
const BATCH = 16 * 1024
/** More bytes do not wait: no block and no secret is as long, so something is wrong with the body. */
const MOST_WAITING = 8 * 1024 * 1024
/** Chunks that wait until all they decode to was searched. */
interface Batch {
  readonly chunks: Uint8Array[]
  size: number
  /** How many layers down it is still to be waited for, and up to which byte there. */
  depth: number
  mark: number
}

/** Throws `unscannable_response` where compressed bytes, declared by nobody, hold a secret. */
export async function checkCompressed(
  bytes: Uint8Array,
  decoder: ContentDecoder,
  needles: NeedleSet,
): Promise<void> {
  const layer = new Layer(needles, decoder)
  try {
    await layer.write(bytes)
    layer.end()
  } finally {
    layer.close()
  }
}

/**
 * A compressed body that nobody declared (a `.tar.gz` download), passed on as it is, each part only after a decoded
 * copy of it was searched. Throws `unscannable_response` where the copy holds a secret. Where it turns out not to be
 * compressed, or the compressed part ends, the rest is passed on: what is not compressed is searched as it is.
 * `seen`: bytes of it that were passed on already.
 */
export function guardCompressed(
  seen: Uint8Array,
  body: AsyncIterator<Uint8Array>,
  decoder: ContentDecoder,
  needles: NeedleSet,
): AsyncIterator<Uint8Array, undefined> {
  const layer = new Layer(needles, decoder)
  const chunks = guarded(seen, body, layer)
  return {
    next: () => chunks.next(),
    // Ends what it does for a chunk that it waits for, too.
    return: () => {
      layer.close()
      return chunks.return(undefined)
    },
  }
}

async function* guarded(
  seen: Uint8Array,
  body: AsyncIterator<Uint8Array>,
  layer: Layer,
): AsyncGenerator<Uint8Array, undefined> {
  const batches: Batch[] = []
  let waiting = 0
  let over = false
  try {
    await layer.write(seen)
    for (;;) {
      const next = await body.next()
      over = next.done === true
      if (next.done === true) break
      await layer.write(next.value)
      if (layer.closed) return
      add(batches, next.value, layer.fed)
      waiting += next.value.length
      for (const batch of batches) settle(batch, layer)
      while (batches[0]?.depth === Infinity) {
        const [batch] = batches.splice(0, 1) as [Batch]
        waiting -= batch.size
        yield* batch.chunks
      }
      if (waiting > MOST_WAITING)
        throw unscannable('it is compressed inside, undeclared, and cannot be searched')
    }
    layer.end()
    for (const { chunks } of batches) yield* chunks
  } finally {
    layer.close()
    if (!over) void body.return?.().catch(() => undefined)
  }
}

function add(batches: Batch[], chunk: Uint8Array, mark: number): void {
  const last = batches.at(-1)
  if (last?.depth === 0 && last.size + chunk.length <= BATCH) {
    last.chunks.push(chunk)
    last.size += chunk.length
    last.mark = mark
  } else batches.push({ chunks: [chunk], size: chunk.length, depth: 0, mark })
}

/** Goes down the layers as far as all that a batch decodes to is known to be there, and to be part of no needle. */
function settle(batch: Batch, body: Layer): void {
  let layer: Layer | null = body
  for (let depth = 0; depth < batch.depth && layer !== null; depth += 1) layer = layer.inner
  while (layer !== null) {
    if (layer.decided < batch.mark) return
    if (layer.decoding && layer.fed < batch.mark + LAG) return
    layer = layer.inner
    batch.depth += 1
    batch.mark = layer?.fed ?? 0
  }
  batch.depth = Infinity
}
