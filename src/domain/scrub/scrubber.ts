import { concat } from '../concat.ts'
import type { NeedleSet } from './needle-set.ts'
import type { Scan } from './scan.ts'
import { runBefore } from './special-bytes.ts'

const NOTHING: Uint8Array = new Uint8Array(0)
/**
 * What searching one stream may cost, and how much more for each byte, in steps of `Ways`. What is held back is searched
 * again with every chunk: a target that sends a long spelling byte by byte would hold up everybody else. Past this, chunks
 * wait until there are enough of them. Streams that hold back less than about a hundred bytes never come to that.
 */
const CREDIT = 16_000_000
const CREDIT_PER_BYTE = 2048

/**
 * Replaces secrets in one stream of bytes. What comes out, all of it put together, does not depend on how the stream
 * was cut into chunks. Where needles overlap, all they cover is replaced by one marker, that of the one that begins
 * first, or is longest where two begin together. Only a tail that may be part of a needle is held back.
 */
export class Scrubber {
  /** How many markers were written. */
  redactions = 0
  readonly #needles: NeedleSet
  #held: Uint8Array = NOTHING
  /** Came after what is held, and was not searched yet. */
  #waiting: Uint8Array[] = []
  #waitingSize = 0
  #credit = CREDIT
  #lastCost = 0
  /** How much of what is held was replaced already, bytes. */
  #covered = 0
  /** How many base64 characters stand before what is held. */
  #run = 0

  constructor(needles: NeedleSet) {
    this.#needles = needles
  }

  /** What of the stream so far may go out: the very chunk, where there is nothing in it and nothing was held. */
  push(chunk: Uint8Array): Uint8Array {
    const { scan } = this.#needles
    if (scan === null || chunk.length === 0) return chunk
    this.#credit += chunk.length * CREDIT_PER_BYTE
    if (this.#credit < this.#lastCost) {
      // A copy: the chunk may be a small part of a large buffer.
      this.#waiting.push(new Uint8Array(chunk))
      this.#waitingSize += chunk.length
      return NOTHING
    }
    const data = this.held === 0 ? chunk : concat([this.#takeHeld(), chunk])
    scan.run(data, false, this.#run)
    this.#lastCost = scan.cost
    this.#credit -= scan.cost
    const clean = this.#upTo(scan.hold, data, scan)
    const held = data.length - scan.hold
    this.#run = runBefore(data, scan.hold, this.#run)
    this.#held = held === 0 ? NOTHING : new Uint8Array(data.subarray(scan.hold))
    return clean
  }

  /** The rest, once no more will come. */
  end(): Uint8Array {
    const held = this.#takeHeld()
    return held.length === 0 ? NOTHING : this.#finish(held)
  }

  /** A stream of one chunk. */
  whole(bytes: Uint8Array): Uint8Array {
    return bytes.length === 0 ? bytes : this.#finish(bytes)
  }

  /** How much is held back, bytes. */
  get held(): number {
    return this.#held.length + this.#waitingSize
  }

  /** Whether nothing is held back: all of the stream so far is known to end in no part of a needle. */
  get idle(): boolean {
    return this.held === 0
  }

  #takeHeld(): Uint8Array {
    const held = this.#waitingSize === 0 ? this.#held : concat([this.#held, ...this.#waiting])
    this.#held = NOTHING
    this.#waiting = []
    this.#waitingSize = 0
    return held
  }

  #finish(data: Uint8Array): Uint8Array {
    const { scan } = this.#needles
    if (scan === null) return data
    scan.run(data, true, this.#run)
    return this.#upTo(data.length, data, scan)
  }

  /** The data up to `limit` with all matches that begin there replaced. */
  #upTo(limit: number, data: Uint8Array, { starts, ends, owners }: Scan): Uint8Array {
    let covered = this.#covered
    if (covered === 0 && starts.length === 0) return limit === data.length ? data : data.subarray(0, limit)
    const order = starts.map((_, index) => index)
    const by = (key: readonly number[], a: number, b: number): number =>
      (key[a] as number) - (key[b] as number)
    order.sort((a, b) => by(starts, a, b) || by(ends, b, a) || by(owners, a, b))
    const parts: Uint8Array[] = []
    let from = Math.min(covered, limit)
    for (const match of order) {
      const start = starts[match] as number
      const end = ends[match] as number
      if (start >= limit) break
      if (start >= covered) {
        parts.push(data.subarray(from, start), this.#needles.markers[owners[match] as number] ?? NOTHING)
        this.redactions += 1
      }
      if (end > covered) covered = end
      from = Math.min(covered, limit)
    }
    parts.push(data.subarray(from, limit))
    this.#covered = Math.max(0, covered - limit)
    return parts.length === 1 && covered === 0 ? data.subarray(0, limit) : concat(parts)
  }
}
