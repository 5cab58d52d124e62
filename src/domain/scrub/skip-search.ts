import type { NeedleTable } from './needle-table.ts'

/** Larger tables no longer fit the cache of one core. */
const LARGEST_TABLE_BITS = 22
/** Beyond this many blocks, three bytes are too few to tell text from needles. */
const MANY_BLOCKS = 20_000
const LONGEST_WINDOW = 250
const MULTIPLIER = 0x9e3779b1

/**
 * Finds where a needle may begin, looking at one place in several: the search of Wu and Manber ("A fast algorithm
 * for multi-pattern searching", 1994). A table tells, for the last bytes of a window as long as the shortest needle,
 * how far the window may move without passing over the beginning of any.
 */
export class SkipSearch {
  readonly #window: number
  readonly #wide: boolean
  readonly #skips: Uint8Array
  readonly #skipShift: number
  readonly #heads: Uint32Array
  readonly #headShift: number

  constructor(table: NeedleTable) {
    this.#window = Math.min(table.minLength, LONGEST_WINDOW)
    this.#wide = table.count * (this.#window - 2) > MANY_BLOCKS
    const width = this.#wide ? 4 : 3
    const skipBits = bitsFor(table.count * (this.#window - width + 1) * 8, 12, LARGEST_TABLE_BITS)
    const headBits = bitsFor(table.count * 128, 12, LARGEST_TABLE_BITS)
    this.#skipShift = 32 - skipBits
    this.#headShift = 32 - headBits
    this.#skips = new Uint8Array(1 << skipBits).fill(this.#window - width + 1)
    this.#heads = new Uint32Array((1 << headBits) >>> 5)
    for (let needle = 0; needle < table.count; needle += 1)
      this.#add(table.bytes, table.at[needle] as number, width)
  }

  #add(bytes: Uint8Array, at: number, width: number): void {
    const head = word(bytes, at, this.#headShift)
    this.#heads[head >>> 5] = (this.#heads[head >>> 5] as number) | (1 << (head & 31))
    for (let end = width; end <= this.#window; end += 1) {
      const hash = this.#wide
        ? word(bytes, at + end - 4, this.#skipShift)
        : block(bytes, at + end - 3, this.#skipShift)
      this.#skips[hash] = Math.min(this.#skips[hash] as number, this.#window - end)
    }
  }

  /** The first place from `from` on where a needle of bytes as they stand may begin, or -1. */
  next(data: Uint8Array, from: number): number {
    return this.#wide ? this.#nextWide(data, from) : this.#nextNarrow(data, from)
  }

  #nextNarrow(data: Uint8Array, from: number): number {
    const skips = this.#skips
    const shift = this.#skipShift
    const size = data.length
    const window = this.#window
    let end = from + window
    while (end <= size) {
      const bits =
        (data[end - 3] as number) | ((data[end - 2] as number) << 8) | ((data[end - 1] as number) << 16)
      const skip = skips[Math.imul(bits, MULTIPLIER) >>> shift] as number
      if (skip > 0) end += skip
      else if (this.mayBegin(data, end - window)) return end - window
      else end += 1
    }
    return -1
  }

  #nextWide(data: Uint8Array, from: number): number {
    const skips = this.#skips
    const shift = this.#skipShift
    const size = data.length
    const window = this.#window
    let end = from + window
    while (end <= size) {
      const skip = skips[word(data, end - 4, shift)] as number
      if (skip > 0) end += skip
      else if (this.mayBegin(data, end - window)) return end - window
      else end += 1
    }
    return -1
  }

  /** Whether the four bytes at `at` may be the first of a needle. There must be four. */
  mayBegin(data: Uint8Array, at: number): boolean {
    const hash = word(data, at, this.#headShift)
    return ((this.#heads[hash >>> 5] as number) & (1 << (hash & 31))) !== 0
  }
}

function bitsFor(wanted: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.ceil(Math.log2(wanted))))
}

function block(data: Uint8Array, at: number, shift: number): number {
  const bits = (data[at] as number) | ((data[at + 1] as number) << 8) | ((data[at + 2] as number) << 16)
  return Math.imul(bits, MULTIPLIER) >>> shift
}

function word(data: Uint8Array, at: number, shift: number): number {
  const low = (data[at] as number) | ((data[at + 1] as number) << 8)
  const bits = low | ((data[at + 2] as number) << 16) | ((data[at + 3] as number) << 24)
  return Math.imul(bits, MULTIPLIER) >>> shift
}
