import { sharesBits } from './base64-forms.ts'
import { bytesOf } from './code-point.ts'
import { EQUALS, isAlone } from './escape-tables.ts'
import { CODE_POINT, INCOMPLETE } from './escapes.ts'
import type { NeedleTable } from './needle-table.ts'
import { READINGS } from './readings.ts'
import { foldsAt, SPECIAL } from './special-bytes.ts'
import { STEP, WAYS } from './ways.ts'

const LF = 10
const CR = 13
const NO_LEAD = -1

/** Finds the needles that begin at a place, following all readings (`READINGS`) of the bytes from there on at once. */
export class Walk {
  /** Bytes from here on may be part of a needle that is not finished. */
  hold = 0
  /** What was found: all that is covered, and whose the needle is that names it (first to begin, then longest). */
  start = 0
  end = -1
  owner = 0
  readonly #table: NeedleTable
  #data: Uint8Array = new Uint8Array(0)
  #final = false
  #before = 0
  /** Where the needle being tried begins, with an escaped lead if there is one. */
  #begin = 0
  #lead = NO_LEAD
  #longest = -1
  /** Ways still to be gone from there: four numbers each, the arguments of `#walk`. */
  readonly #pending: number[] = []

  constructor(table: NeedleTable) {
    this.#table = table
  }

  /** See `Scan.run`. `READINGS` and `WAYS` must be of the same data. */
  begin(data: Uint8Array, final: boolean, run: number): void {
    this.hold = data.length
    this.#data = data
    this.#final = final
    this.#before = run
    this.#pending.length = 0
  }

  /** Whether a needle begins at `at`: `start`, `end` and `owner` are of it then. */
  from(at: number): boolean {
    this.#begin = at
    this.#lead = NO_LEAD
    return this.#follow(at)
  }

  /** The same for a needle at `at` behind an escape at `begin`, which stands for a character that may share its bits. */
  behind(begin: number, lead: number, at: number): boolean {
    this.#begin = begin
    this.#lead = lead
    return this.#follow(at)
  }

  #follow(at: number): boolean {
    const pending = this.#pending
    WAYS.from(this.#begin)
    this.end = -1
    this.#walk(0, this.#table.count, 0, at)
    while (pending.length > 0) {
      const [low, high, depth, next] = pending.splice(-4) as [number, number, number, number]
      this.#walk(low, high, depth, next)
    }
    return this.end !== -1
  }

  /** Needles `low` up to `high` share their first `depth` bytes, which were read before `at`: reads on. */
  #walk(low: number, high: number, depth: number, at: number): void {
    const data = this.#data
    const first = at
    for (; ; depth += 1, at += 1) {
      if (low < high && this.#length(low) === depth) {
        this.#report(low, at)
        low += 1
      }
      if (low >= high) break
      if (at >= data.length) {
        if (!this.#final) this.hold = Math.min(this.hold, this.#begin)
        break
      }
      const byte = data[at] as number
      if (SPECIAL[byte] === 1) {
        if (depth > 0 && WAYS.gone(at, this.#way(low, depth))) break
        this.#fork(low, high, depth, at)
      }
      const range = this.#bound(low, high, depth, byte)
      high = this.#bound(range, high, depth, byte + 1)
      low = range
    }
    if (at > first) WAYS.spend((at - first) * STEP)
  }

  /** Follows what else than themselves the bytes at `at` may stand for. */
  #fork(low: number, high: number, depth: number, at: number): void {
    const byte = this.#data[at] as number
    if (byte === LF || byte === CR) {
      if (depth > 0) this.#fold(low, high, depth, at, byte, at + 1, -1)
      return
    }
    if (byte === EQUALS && !this.#mayQuote(depth, at)) return
    READINGS.read(at)
    const { values, ends, numbers, from, to } = READINGS
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number
      if (value === INCOMPLETE) {
        this.hold = Math.min(this.hold, this.#begin)
        return
      }
      const read = ends[i] as number
      this.#take(low, high, depth, value, read)
      if (depth > 0 && (value === LF || value === CR))
        this.#fold(low, high, depth, at, value, read, numbers[i] as number)
    }
  }

  /** Whether a `=` is an escape here: a lone letter or digit is so only behind another. */
  #mayQuote(depth: number, at: number): boolean {
    const data = this.#data
    // The character after a soft line break begins what this one would.
    if (depth === 0 && breaksLine(data[at + 1])) return false
    if (!this.#final && at + 3 >= data.length) return true
    return !isAlone(data, at) || (at - 3 >= this.#begin && data[at - 3] === EQUALS)
  }

  /** The needles that are left and what was read of them, as a number; and the lead, which decides which of them count. */
  #way(low: number, depth: number): number {
    const { maxLength, count } = this.#table
    const way = depth * count + low
    return this.#lead !== NO_LEAD ? way + (1 + this.#lead) * (maxLength + 1) * count : way
  }

  /** Leaves a way to be gone: after a value, if needles go on with it. */
  #take(low: number, high: number, depth: number, value: number, at: number): void {
    const bytes = value < CODE_POINT ? null : bytesOf(value)
    const count = bytes === null ? 1 : bytes.length
    for (let i = 0; i < count; i += 1) {
      const byte = bytes === null ? value : (bytes[i] as number)
      if (low < high && this.#length(low) === depth) low += 1
      const from = this.#bound(low, high, depth, byte)
      high = this.#bound(from, high, depth, byte + 1)
      low = from
      depth += 1
      if (low >= high) return
    }
    this.#pending.push(low, high, depth, at)
  }

  /** Leaves a way to be gone: after a line break inside base64 text (RFC 2045 §6.8), as if it were not there. */
  #fold(
    low: number,
    high: number,
    depth: number,
    at: number,
    value: number,
    end: number,
    reading: number,
  ): void {
    if (!foldsAt(this.#data, at, this.#before)) return
    if (value === LF) {
      this.#pending.push(low, high, depth, end)
      return
    }
    const next = reading === -1 ? READINGS.escapes.raw(end) : READINGS.escapes.value(end, reading)
    if (next === INCOMPLETE) this.hold = Math.min(this.hold, this.#begin)
    else if (next === LF) this.#pending.push(low, high, depth, READINGS.escapes.end)
  }

  /** Needle `needle` ends at `at`; takes in the characters around it that share its bits. */
  #report(needle: number, at: number): void {
    const table = this.#table
    const leadMask = table.leadMask[needle] as number
    const leadBits = table.leadBits[needle] as number
    let begin = this.#begin
    if (this.#lead !== NO_LEAD) {
      if (!sharesBits(this.#lead, leadMask, leadBits)) return
    } else if (begin > 0 && sharesBits(this.#data[begin - 1] as number, leadMask, leadBits)) begin -= 1
    const end = this.#withTrail(at, table.trailMask[needle] as number, table.trailBits[needle] as number)
    if (end === INCOMPLETE) {
      this.hold = Math.min(this.hold, this.#begin)
      return
    }
    const owner = table.owner[needle] as number
    const longer = end > this.#longest || (end === this.#longest && owner < this.owner)
    if (this.end === -1 || begin < this.start || (begin === this.start && longer)) {
      this.start = begin
      this.#longest = end
      this.owner = owner
    }
    this.end = Math.max(this.end, end)
  }

  #withTrail(at: number, mask: number, bits: number): number {
    if (mask === 0) return at
    for (let reading = READINGS.escapes.count(at) - 1; reading >= -1; reading -= 1) {
      const value = reading === -1 ? READINGS.escapes.raw(at) : READINGS.escapes.value(at, reading)
      if (value === INCOMPLETE) return INCOMPLETE
      if (value >= 0 && sharesBits(value, mask, bits)) return READINGS.escapes.end
    }
    return at
  }

  #length(needle: number): number {
    const { at } = this.#table
    return (at[needle + 1] as number) - (at[needle] as number)
  }

  /** The first needle from `low` up to `high` whose byte at `depth` is at least `byte`; all are longer than `depth`. */
  #bound(low: number, high: number, depth: number, byte: number): number {
    const { at, bytes, first } = this.#table
    if (depth === 0) return Math.max(low, Math.min(high, first[byte] as number))
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((bytes[(at[middle] as number) + depth] as number) < byte) low = middle + 1
      else high = middle
    }
    return low
  }
}

const breaksLine = (byte: number | undefined): boolean => byte === LF || byte === CR
