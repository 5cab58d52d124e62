import { concat } from '../concat.ts'
import type { NeedleSet } from './needle-set.ts'
import { OpenRun } from './open-run.ts'
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

/** What a byte of a needle may take when it is escaped several times over, and what a run may have at most. */
const LONGEST_SPELLING = 256
const LONGEST_RUN = 256 * 1024

/** Below this size, pieces of a run are put together: else one that comes byte by byte would be very many. */
const SMALL = 1024

/** Bytes that hold no needle, made of so many others. */
interface Clean {
  readonly bytes: Uint8Array
  readonly from: number
}

/**
 * Replaces secrets in one stream of bytes. What comes out, all of it put together, does not depend on how the stream
 * was cut into chunks. Where needles overlap, all they cover is replaced by one marker, that of the one that begins
 * first, or is longest where two begin together. What is held back is the last run of characters that might be part of
 * any needle (`OpenRun`): what waited only because it begins one of ours would tell so. What is left is searched for the
 * needles that come after (`NeedleSet.after`).
 */
export class Scrubber {
  readonly #needles: NeedleSet
  readonly #after: Scrubber | null
  /** How many markers were written for the needles of this set. */
  #replacements = 0
  /** The end of the stream so far: may be part of a needle. */
  #held: Uint8Array = NOTHING
  /** What stands before it in the same run, searched. */
  #open: Clean[] = []
  #openSize = 0
  /** Came after what is held, and was not searched yet. */
  #waiting: Uint8Array[] = []
  #waitingSize = 0
  #credit = CREDIT
  #lastCost = 0
  /** How much of what is held was replaced already, bytes. */
  #covered = 0
  /** How many base64 characters stand before what is held. */
  #before = 0
  readonly #run: OpenRun

  constructor(needles: NeedleSet) {
    this.#needles = needles
    this.#after = needles.after === null ? null : new Scrubber(needles.after)
    this.#run = new OpenRun(needles.alphabet, Math.min(needles.longest * LONGEST_SPELLING, LONGEST_RUN))
  }

  /** What of the stream so far may go out: the very chunk, where there is nothing in it and nothing was held. */
  push(chunk: Uint8Array): Uint8Array {
    const clean = this.#push(chunk)
    return this.#after === null ? clean : this.#after.push(clean)
  }

  #push(chunk: Uint8Array): Uint8Array {
    const { scan } = this.#needles
    if (scan === null || chunk.length === 0) return chunk
    this.#run.push(chunk)
    this.#credit += chunk.length * CREDIT_PER_BYTE
    if (this.#credit < this.#lastCost) {
      // A copy: the chunk may be a small part of a large buffer.
      this.#waiting.push(new Uint8Array(chunk))
      this.#waitingSize += chunk.length
      return NOTHING
    }
    const data = this.#held.length + this.#waitingSize === 0 ? chunk : concat([this.#takeHeld(), chunk])
    scan.run(data, false, this.#before)
    this.#lastCost = scan.cost
    this.#credit -= scan.cost
    const { hold } = scan
    const open = Math.min(hold, Math.max(0, data.length - this.#run.length))
    const clean = this.#replaced(0, open, data, scan)
    const rest = this.#replaced(open, hold, data, scan)
    this.#covered = Math.max(0, this.#covered - hold)
    this.#before = runBefore(data, hold, this.#before)
    this.#held = copyOf(data.subarray(hold))
    const released = open === 0 ? [] : this.#takeOpen()
    if (hold > open) this.#keepOpen({ bytes: rest, from: hold - open })
    if (this.#openSize > 0) this.#shorten(released)
    return released.length === 0 ? clean : concat([...released, clean])
  }

  #keepOpen({ bytes, from }: Clean): void {
    this.#openSize += from
    const last = this.#open.at(-1)
    const joins = last !== undefined && last.from < SMALL && isAsItWas(last) && bytes.length === from
    if (joins)
      this.#open[this.#open.length - 1] = { bytes: concat([last.bytes, bytes]), from: last.from + from }
    else this.#open.push({ bytes: copyOf(bytes), from })
  }

  #takeOpen(): Uint8Array[] {
    this.#openSize = 0
    return this.#open.splice(0).map(({ bytes }) => bytes)
  }

  /** Lets go what is too much for a run, from its start. */
  #shorten(released: Uint8Array[]): void {
    let excess = this.#openSize + this.#held.length - this.#run.length
    for (let first = this.#open[0]; first !== undefined && excess > 0; first = this.#open[0]) {
      const { bytes, from } = first
      if (from > excess && !isAsItWas(first)) return
      const size = Math.min(from, excess)
      if (size === from) this.#open.shift()
      else this.#open[0] = { bytes: bytes.subarray(size), from: from - size }
      released.push(size === from ? bytes : bytes.subarray(0, size))
      this.#openSize -= size
      excess -= size
    }
  }

  /** The rest, once no more will come. */
  end(): Uint8Array {
    const held = this.#takeHeld()
    const last = held.length === 0 ? NOTHING : this.#finish(held)
    const rest = concat([...this.#takeOpen(), last])
    return this.#after === null ? rest : concat([this.#after.push(rest), this.#after.end()])
  }

  /** A stream of one chunk. */
  whole(bytes: Uint8Array): Uint8Array {
    const clean = bytes.length === 0 ? bytes : this.#finish(bytes)
    return this.#after === null ? clean : this.#after.whole(clean)
  }

  /** How many markers were written. */
  get redactions(): number {
    return this.#replacements + (this.#after?.redactions ?? 0)
  }

  /** How much is held back, bytes. */
  get held(): number {
    return this.#openSize + this.#held.length + this.#waitingSize + (this.#after?.held ?? 0)
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
    scan.run(data, true, this.#before)
    return this.#replaced(0, data.length, data, scan)
  }

  /** The data between two places, with all matches that begin there replaced. */
  #replaced(start: number, limit: number, data: Uint8Array, { starts, ends, owners }: Scan): Uint8Array {
    let covered = this.#covered
    if (covered <= start && starts.length === 0) {
      return limit - start === data.length ? data : data.subarray(start, limit)
    }
    const order = starts.map((_, index) => index)
    const by = (key: readonly number[], a: number, b: number): number =>
      (key[a] as number) - (key[b] as number)
    order.sort((a, b) => by(starts, a, b) || by(ends, b, a) || by(owners, a, b))
    const parts: Uint8Array[] = []
    let from = Math.min(Math.max(covered, start), limit)
    for (const match of order) {
      const at = starts[match] as number
      const end = ends[match] as number
      if (at < start) continue
      if (at >= limit) break
      if (at >= covered) {
        parts.push(data.subarray(from, at), this.#needles.markers[owners[match] as number] ?? NOTHING)
        this.#replacements += 1
      }
      if (end > covered) covered = end
      from = Math.min(covered, limit)
    }
    parts.push(data.subarray(from, limit))
    this.#covered = covered
    return concat(parts)
  }
}

/** The chunk that bytes are part of may be a large one. */
const copyOf = (bytes: Uint8Array): Uint8Array => (bytes.length === 0 ? NOTHING : new Uint8Array(bytes))

/** Nothing was replaced in it. */
const isAsItWas = ({ bytes, from }: Clean): boolean => bytes.length === from
