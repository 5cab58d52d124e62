import { VultrinoError } from '../domain/errors.ts'
import type { NeedleSet } from '../domain/scrub/needle-set.ts'
import { Scrubber } from '../domain/scrub/scrubber.ts'
import type { ContentDecoder, Decoding } from '../ports/content-decoder.ts'

/** Bytes that tell what a body is. */
export const MAGIC_LENGTH = 4
/**
 * A decoder may need a whole block before it gives out any of it (zstd: 128 KiB, RFC 8878 §3.1.1.2.4): so many bytes
 * stay behind what was decoded.
 */
const LAG = 256 * 1024

/** The coding a body's first bytes are of, though no field says so: gzip (RFC 1952), zstd (RFC 8878), zlib (RFC 1950). */
export function sniffCoding(bytes: Uint8Array): string | null {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  if (a === 0x1f && b === 0x8b) return 'gzip'
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd'
  return a === 0x78 && bytes.length > 1 && (a * 256 + b) % 31 === 0 ? 'deflate' : null
}

/** Whether a body's first bytes are too few to tell what it is. */
export function mayBeCoded(bytes: Uint8Array): boolean {
  const [first] = bytes
  return bytes.length < MAGIC_LENGTH && (first === 0x1f || first === 0x28 || first === 0x78)
}

/**
 * A compressed body that nobody declared (a `.tar.gz` download), passed on as it is, each part only after a decoded
 * copy of it was searched. Throws `unscannable_response` where the copy holds a secret. Where it turns out not to be
 * compressed, or the compressed part ends, the rest is passed on: what is not compressed is searched as it is.
 */
export async function* guardCompressed(
  coding: string,
  body: AsyncIterable<Uint8Array>,
  decoder: ContentDecoder,
  needles: NeedleSet,
): AsyncGenerator<Uint8Array> {
  const scrubber = new Scrubber(needles)
  const decoding: Decoding = decoder.open(coding, (chunk) => void scrubber.push(chunk))
  const waiting: Uint8Array[] = []
  let size = 0
  let coded = true
  try {
    for await (const chunk of body) {
      coded &&= await decoding.write(chunk)
      refuse(scrubber, coding)
      waiting.push(chunk)
      size += chunk.length
      while (waiting.length > 0 && (!coded || (scrubber.idle && size - (waiting[0]?.length ?? 0) >= LAG))) {
        const first = waiting.shift()
        if (first === undefined) break
        size -= first.length
        yield first
      }
    }
    scrubber.end()
    refuse(scrubber, coding)
    yield* waiting
  } finally {
    decoding.close()
  }
}

function refuse(scrubber: Scrubber, coding: string): void {
  if (scrubber.redactions === 0) return
  throw new VultrinoError('unscannable_response', {
    reason: `it is ${coding} inside, undeclared, and holds a secret`,
  })
}
