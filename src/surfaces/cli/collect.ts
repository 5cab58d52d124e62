import { concat } from '../../domain/concat.ts'

/** Reads a stream whole; `undefined` if it is longer than `limit` bytes. */
async function collectBytes(
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.byteLength
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return concat(chunks)
}

/** The same as text; `undefined` also where it is not UTF-8. */
export async function collectText(
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<string | undefined> {
  const bytes = await collectBytes(source, limit)
  return bytes === undefined ? undefined : asText(bytes)
}

/** UTF-8 bytes as text; `undefined` if they are not. */
export function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
