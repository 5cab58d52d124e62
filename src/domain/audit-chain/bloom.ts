/** A set of texts that may say "perhaps" of one that is not in it, about once in five thousand times; never "no" of one that is. */
export interface Bloom {
  readonly bits: Uint8Array
}

/** What a text is looked for by, the same in every set. */
export interface TextHash {
  readonly start: number
  readonly step: number
}

const BITS_A_TEXT = 18
const PROBES = 12

export function bloomOf(texts: ReadonlySet<string>): Bloom {
  const bits = new Uint8Array(Math.max(1, Math.ceil((texts.size * BITS_A_TEXT) / 8)))
  const size = bits.length * 8
  for (const text of texts) {
    const { start, step } = textHash(text)
    for (let i = 0; i < PROBES; i++) {
      const bit = (start + i * step) % size
      bits[bit >>> 3] = (bits[bit >>> 3] ?? 0) | (1 << (bit & 7))
    }
  }
  return { bits }
}

export function mayHold({ bits }: Bloom, { start, step }: TextHash): boolean {
  const size = bits.length * 8
  for (let i = 0; i < PROBES; i++) {
    const bit = (start + i * step) % size
    if (((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false
  }
  return true
}

/** Two hashes (FNV-1a, from two starts) stand for as many as are needed (Kirsch and Mitzenmacher, 2006). */
export function textHash(text: string): TextHash {
  let one = 0x811c9dc5
  let two = 0x9e3779b9
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    one = Math.imul(one ^ unit, 0x01000193)
    two = Math.imul(two ^ unit, 0x01000193) ^ (two >>> 15)
  }
  return { start: one >>> 0, step: (two | 1) >>> 0 }
}
