import { INCOMPLETE } from './escapes.ts'
import { EscapeFilter } from './escape-filter.ts'
import type { NeedleTable } from './needle-table.ts'
import { READINGS } from './readings.ts'
import { SkipSearch } from './skip-search.ts'
import { SpecialBytes } from './special-bytes.ts'
import { Walk } from './walk.ts'
import { WAYS } from './ways.ts'

/** Of looking at a byte, ways aside. */
const COST_PER_BYTE = 16
/**
 * Finds every needle in a run of bytes, each of its characters standing there as itself or as an escape, and the
 * first place where one begins that the bytes leave unfinished.
 *
 * Needles without escapes are found by `SkipSearch`. Those with escapes hold one, so only places from which a needle
 * could reach an escape (`#reaching`) are tried, by `Walk`.
 * What is found from a place depends on the bytes from there on, and on the few before it that `run` counts: not on
 * where the data was cut.
 */
export class Scan {
  /** Matches of the last run, in no order: where each begins and ends, and whose it is. */
  readonly starts: number[] = []
  readonly ends: number[] = []
  readonly owners: number[] = []
  /** Of the last run, in steps of `Ways`. */
  cost = 0

  readonly #table: NeedleTable
  readonly #search: SkipSearch
  readonly #filter: EscapeFilter
  readonly #walk: Walk
  readonly #specials = new SpecialBytes()
  #data: Uint8Array = new Uint8Array(0)
  #final = false

  constructor(table: NeedleTable) {
    this.#table = table
    this.#search = new SkipSearch(table)
    this.#filter = new EscapeFilter(table.alphabet)
    this.#walk = new Walk(table)
  }

  /** Bytes from here on may be part of a needle that is not finished. */
  get hold(): number {
    return this.#walk.hold
  }

  /**
   * `final`: no bytes will follow. `run`: how many base64 characters stood before the data, at most as many as count.
   * Throws `unscannable_response` on bytes that read in too many ways.
   */
  run(data: Uint8Array, final: boolean, run: number): void {
    this.starts.length = this.ends.length = this.owners.length = 0
    this.#data = data
    this.#final = final
    this.#walk.begin(data, final, run)
    this.#filter.begin(data, run)
    READINGS.begin(data, final)
    this.#specials.begin(data)
    WAYS.begin(data.length)
    for (let at = this.#search.next(data, 0); at !== -1; at = this.#search.next(data, at + 1)) this.#try(at)
    WAYS.again()
    this.#aroundSpecials()
    const { hold } = this.#walk
    if (!final && hold > 0 && this.#table.leads[data[hold - 1] as number] === 1) this.#walk.hold = hold - 1
    this.cost = data.length * COST_PER_BYTE + WAYS.spent
  }

  #aroundSpecials(): void {
    const data = this.#data
    let last = -1
    for (let at = this.#specials.next(0); at < this.#walk.hold; at = this.#specials.next(at + 1)) {
      if (!this.#filter.matters(at)) continue
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

  /** What begins past what is held back is found again, once more bytes came. */
  #try(at: number): void {
    if (at < this.#walk.hold && this.#walk.from(at)) this.#keep()
  }

  /** An escape at `at` may be the base64 character that shares bits with a needle after it. */
  #tryLed(at: number): void {
    READINGS.read(at)
    const { values, ends, from, to } = READINGS
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number
      if (value === INCOMPLETE) return
      if (value >= 256 || this.#table.leads[value] !== 1) continue
      if (this.#walk.behind(at, value, ends[i] as number)) this.#keep()
    }
  }

  #keep(): void {
    const { start, end, owner } = this.#walk
    this.starts.push(start)
    this.ends.push(end)
    this.owners.push(owner)
  }
}
