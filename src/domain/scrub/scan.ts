import { CODE_POINT, escapedBy, INCOMPLETE, OPENERS, opensEscape, PAIRS, pairOf } from './escapes.ts'
import { type NeedleTable, sharesBits } from './needle-table.ts'
import { Readings } from './readings.ts'
import { SkipSearch } from './skip-search.ts'
import { RUN_LENGTH, runBefore, SPECIAL, SpecialBytes } from './special-bytes.ts'
import { STEP, Ways } from './ways.ts'

const NEVER = 0
const MAYBE = 1
/** It stands for a line break, and matters where that folds base64 text. */
const FOLD = 2
const LF = 10
const CR = 13
/** Of looking at a byte, ways aside. */
const COST_PER_BYTE = 16
/** Shared by all scans, of which one runs at a time: each would be larger than what most search for. */
const READINGS = new Readings()
const WAYS = new Ways()
/**
 * Finds every needle in a run of bytes, each of its characters standing there as itself or as an escape, and the
 * first place where one begins that the bytes leave unfinished.
 *
 * Needles without escapes are found by `SkipSearch`. Those with escapes hold one, so only places from which a needle
 * could reach an escape (`#reaching`) are tried, by `#walk`, which follows all readings of the bytes at once.
 * What is found from a place depends on the bytes from there on, and on the few before it that `run` counts: not on
 * where the data was cut.
 */
export class Scan {
  /** Matches of the last run, in no order: where each begins and ends, and whose it is. */
  readonly starts: number[] = []
  readonly ends: number[] = []
  readonly owners: number[] = []
  /** Bytes from here on may be part of a needle that is not finished. */
  hold = 0
  /** Of the last run, in steps of `Ways`. */
  cost = 0

  readonly #table: NeedleTable
  readonly #search: SkipSearch
  /** By `pairOf` two bytes: whether an escape that begins with them may matter. */
  readonly #verdicts: Uint8Array
  readonly #specials = new SpecialBytes()
  #data: Uint8Array = new Uint8Array(0)
  #final = false
  #before = 0
  /** Where the needle being tried begins, with a lead if `#led`. */
  #begin = 0
  #led = false
  #lead = 0
  /** What was found from there: all that is covered, and the needle that names it (first to begin, then longest). */
  #start = 0
  #end = -1
  #longest = -1
  #owner = 0
  /** Ways still to be gone from there: four numbers each, the arguments of `#walk`. */
  readonly #pending: number[] = []

  constructor(table: NeedleTable) {
    this.#table = table
    this.#search = new SkipSearch(table)
    this.#verdicts = verdictsFor(table.alphabet)
  }

  /**
   * `final`: no bytes will follow. `run`: how many base64 characters stood before the data, at most `RUN_LENGTH`.
   * Throws `unscannable_response` on bytes that read in too many ways.
   */
  run(data: Uint8Array, final: boolean, run: number): void {
    this.starts.length = this.ends.length = this.owners.length = this.#pending.length = 0
    this.hold = data.length
    this.#data = data
    this.#final = final
    this.#before = run
    READINGS.begin(data, final)
    this.#specials.begin(data)
    WAYS.begin(data.length)
    for (let at = this.#search.next(data, 0); at !== -1; at = this.#search.next(data, at + 1)) this.#try(at)
    WAYS.again()
    this.#aroundSpecials()
    if (!final && this.hold > 0 && this.#table.leads[data[this.hold - 1] as number] === 1) this.hold -= 1
    this.cost = data.length * COST_PER_BYTE + WAYS.spent
  }

  #aroundSpecials(): void {
    const data = this.#data
    let last = -1
    for (let at = this.#specials.next(0); at < this.hold; at = this.#specials.next(at + 1)) {
      if (!this.#matters(at)) continue
      this.#reaching(last, at)
      this.#try(at)
      this.#tryLed(at)
      last = at
    }
    if (!this.#final) this.#reaching(last, data.length)
  }

  /** Tries the places after `last` from which a needle could reach the one at `end`. */
  #reaching(last: number, end: number): void {
    const { maxLength, first } = this.#table
    const data = this.#data
    const search = this.#search
    let at = Math.max(last + 1, end - maxLength + 1)
    for (; at <= end - 4; at += 1) if (search.mayBegin(data, at)) this.#try(at)
    for (; at < end; at += 1) {
      const byte = data[at] as number
      if (first[byte] !== first[byte + 1]) this.#try(at)
    }
  }

  /** Whether an escape that begins at `at` may be part of a needle, or a line break fold one. */
  #matters(at: number): boolean {
    const byte = this.#data[at] as number
    if (byte === LF || byte === CR) return this.#foldsAt(at)
    if (at + 1 < this.#data.length) {
      const verdict = this.#verdicts[pairOf(byte, this.#data[at + 1] as number)]
      if (verdict === NEVER) return false
      if (verdict === FOLD) return this.#foldsAt(at)
      const value = READINGS.escapes.percentByte(at)
      if (value !== -1 && value < 0x80 && !opensEscape(value)) return this.#mattersAs(value, at)
    }
    READINGS.read(at)
    const { values, from, to } = READINGS
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number
      if (value === INCOMPLETE || this.#mattersAs(value, at)) return true
    }
    return false
  }

  #mattersAs(value: number, at: number): boolean {
    if (this.#table.alphabet[firstByte(value)] === 1) return true
    return (value === LF || value === CR) && this.#foldsAt(at)
  }

  #foldsAt(at: number): boolean {
    return runBefore(this.#data, at, this.#before) === RUN_LENGTH
  }

  /** What begins past what is held back is found again, once more bytes came. */
  #try(at: number): void {
    if (at >= this.hold) return
    this.#begin = at
    this.#led = false
    this.#follow(at)
  }

  /** An escape at `at` may be the base64 character that shares bits with a needle after it. */
  #tryLed(at: number): void {
    READINGS.read(at)
    const { values, ends, from, to } = READINGS
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number
      if (value === INCOMPLETE) return
      if (value >= 256 || this.#table.leads[value] !== 1) continue
      this.#begin = at
      this.#led = true
      this.#lead = value
      this.#follow(ends[i] as number)
    }
  }

  #follow(at: number): void {
    const pending = this.#pending
    WAYS.from(this.#begin)
    this.#end = -1
    this.#walk(0, this.#table.count, 0, at)
    while (pending.length > 0) {
      const [low, high, depth, next] = pending.splice(-4) as [number, number, number, number]
      this.#walk(low, high, depth, next)
    }
    if (this.#end === -1) return
    this.starts.push(this.#start)
    this.ends.push(this.#end)
    this.owners.push(this.#owner)
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

  /** The needles that are left and what was read of them, as a number; and the lead, which decides which of them count. */
  #way(low: number, depth: number): number {
    const { maxLength, count } = this.#table
    const way = depth * count + low
    return this.#led ? way + (1 + this.#lead) * (maxLength + 1) * count : way
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
    if (!this.#foldsAt(at)) return
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
    if (this.#led) {
      if (!sharesBits(this.#lead, leadMask, leadBits)) return
    } else if (begin > 0 && sharesBits(this.#data[begin - 1] as number, leadMask, leadBits)) begin -= 1
    const end = this.#withTrail(at, table.trailMask[needle] as number, table.trailBits[needle] as number)
    if (end === INCOMPLETE) {
      this.hold = Math.min(this.hold, this.#begin)
      return
    }
    const owner = table.owner[needle] as number
    const longer = end > this.#longest || (end === this.#longest && owner < this.#owner)
    if (this.#end === -1 || begin < this.#start || (begin === this.#start && longer)) {
      this.#start = begin
      this.#longest = end
      this.#owner = owner
    }
    this.#end = Math.max(this.#end, end)
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

function verdictsFor(alphabet: Uint8Array): Uint8Array {
  const verdicts = new Uint8Array(PAIRS)
  for (const opener of OPENERS) {
    for (let next = 0; next < 256; next += 1) {
      const value = escapedBy(opener, next)
      const may = value === undefined || (value !== null && alphabet[value] === 1)
      verdicts[pairOf(opener, next)] = may ? MAYBE : value === LF || value === CR ? FOLD : NEVER
    }
  }
  return verdicts
}

function firstByte(value: number): number {
  return value < CODE_POINT ? value : (bytesOf(value)[0] as number)
}

/** A `CODE_POINT` as UTF-8. */
function bytesOf(value: number): readonly number[] {
  const code = value & (CODE_POINT - 1)
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)]
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
}
