/** A set of texts that may say "perhaps" of one that is not in it, about once in a hundred times; never "no" of one that is. */
export interface Bloom {
  readonly bits: Uint8Array
}

const BITS_A_TEXT = 10
const PROBES = 7

export function bloomOf(texts: ReadonlySet<string>): Bloom {
  const bits = new Uint8Array(Math.max(1, Math.ceil((texts.size * BITS_A_TEXT) / 8)))
  for (const text of texts)
    for (const bit of probes(text, bits.length * 8))
      bits[bit >>> 3] = (bits[bit >>> 3] ?? 0) | (1 << (bit & 7))
  return { bits }
}

export function mayHold({ bits }: Bloom, text: string): boolean {
  return probes(text, bits.length * 8).every((bit) => ((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0)
}

/** Two hashes (FNV-1a, from two starts) stand for as many as are needed (Kirsch and Mitzenmacher, 2006). */
function probes(text: string, size: number): number[] {
  let one = 0x811c9dc5
  let two = 0x9e3779b9
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    one = Math.imul(one ^ unit, 0x01000193)
    two = Math.imul(two ^ unit, 0x01000193) ^ (two >>> 15)
  }
  const step = (two | 1) >>> 0
  return Array.from({ length: PROBES }, (_, i) => ((one >>> 0) + i * step) % size)
}
