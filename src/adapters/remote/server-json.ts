import { concat } from '../../domain/concat.ts'
import type { JsonValue } from '../../domain/credential.ts'
import { notOurs } from './failures.ts'

/** A list of ten thousand credentials has a few megabytes. */
export const MOST_BYTES = 16 * 1024 * 1024
const MOST_DEPTH = 64
/** Characters that could steer the terminal they end up on. */
const STEERING = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu

/** Reads a body of at most `limit` bytes whole. Throws `server_unreachable`. */
export async function collect(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > limit) throw notOurs('its answer is larger than any of a server of ours')
    chunks.push(chunk)
  }
  return concat(chunks)
}

/** Reads JSON that is not trusted; control characters in its texts are replaced. Throws `server_unreachable`. */
export function parseServerJson(bytes: Uint8Array): JsonValue {
  try {
    return cleaned(
      JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)) as JsonValue,
      0,
    )
  } catch {
    throw notOurs('its answer is not the JSON that was expected')
  }
}

function cleaned(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') return value.replace(STEERING, '\ufffd')
  if (typeof value !== 'object' || value === null) return value
  if (depth > MOST_DEPTH) throw new RangeError('too deep')
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((part) => cleaned(part, depth + 1))
  const pairs = Object.entries(value).map(([name, part]) => [
    name.replace(STEERING, '\ufffd'),
    cleaned(part, depth + 1),
  ])
  return Object.fromEntries(pairs) as JsonValue
}
