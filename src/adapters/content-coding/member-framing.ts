/** Where the data of one member of a coding begins and ends, told from bytes as they come. */
export interface Framing {
  /** How many of these bytes, which follow those seen so far, still belong to what it frames. */
  take(bytes: Uint8Array): number
  /** Whether what follows is of something else. */
  readonly over: boolean
}

const EXTRA = 4
const NAME = 8
const COMMENT = 16
const CHECKSUM = 2

/** So many bytes. */
export class Fixed implements Framing {
  #left: number

  constructor(size: number) {
    this.#left = size
  }

  get over(): boolean {
    return this.#left === 0
  }

  take(bytes: Uint8Array): number {
    const size = Math.min(this.#left, bytes.length)
    this.#left -= size
    return size
  }
}

/** Bytes that tell one by one what comes after them. A step gives the next one; of many bytes only the last is looked at. */
type Step = (byte: number) => Step | null

class Steps implements Framing {
  #step: Step | null
  /** Bytes to pass over before the next step. */
  skip = 0

  constructor(first: (steps: Steps) => Step) {
    this.#step = first(this)
  }

  get over(): boolean {
    return this.#step === null && this.skip === 0
  }

  take(bytes: Uint8Array): number {
    let at = 0
    while (at < bytes.length && !this.over) {
      if (this.skip > 0) {
        const size = Math.min(this.skip, bytes.length - at)
        this.skip -= size
        at += size
      } else {
        this.#step = this.#step?.(bytes[at] as number) ?? null
        at += 1
      }
    }
    return at
  }
}

/** A gzip member's header (RFC 1952 §2.3.1). Reserved flags are passed over, as some decoders do. */
export const gzipHeader = (): Framing =>
  new Steps((steps) => {
    steps.skip = 3
    return (flags) => {
      steps.skip = 6
      const checksum = (flags & CHECKSUM) === 0 ? 0 : 2
      return afterFixed(flags, () => {
        steps.skip += checksum
        return null
      })
    }

    function afterFixed(flags: number, end: () => null): Step | null {
      const texts = (flags & NAME ? 1 : 0) + (flags & COMMENT ? 1 : 0)
      const named = (): Step | null => (texts === 0 ? end() : text(texts, end))
      if ((flags & EXTRA) === 0) return named()
      return number(2, (size) => {
        steps.skip = size
        return named()
      })
    }

    /** So many texts, each ended by NUL. */
    function text(count: number, end: () => null): Step {
      const step: Step = (byte) => (byte !== 0 ? step : count === 1 ? end() : text(count - 1, end))
      return step
    }
  })

/** A little-endian number of so many bytes. */
function number(bytes: number, then: (value: number) => Step | null): Step {
  let value = 0
  let read = 0
  const step: Step = (byte) => {
    value += byte * 256 ** read
    read += 1
    return read === bytes ? then(value) : step
  }
  return step
}

const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const
const RUN_BLOCK = 1
const SKIPPABLE = 0x50

/** A whole zstd frame (RFC 8878 §3.1.1), or one to skip (§3.1.2), which is told by its first byte. */
export const zstdFrame = (): Framing =>
  new Steps((steps) => {
    return (first) => {
      steps.skip = 3
      return (first & 0xf0) === SKIPPABLE ? number(4, skipped) : described
    }

    function skipped(size: number): null {
      steps.skip = size
      return null
    }

    function described(descriptor: number): Step {
      const single = (descriptor >> 5) & 1
      const size = CONTENT_SIZE_BYTES[(descriptor >> 6) as 0 | 1 | 2 | 3]
      const contentSize = size === 0 ? single : size
      steps.skip = 1 - single + DICTIONARY_ID_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3] + contentSize
      return block((descriptor & 4) === 0 ? 0 : 4)
    }

    function block(checksum: number): Step {
      return number(3, (header) => {
        const type = (header >> 1) & 3
        const last = (header & 1) === 1
        steps.skip = (type === RUN_BLOCK ? 1 : header >> 3) + (last ? checksum : 0)
        return last ? null : block(checksum)
      })
    }
  })
