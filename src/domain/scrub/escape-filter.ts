import { firstByte } from './code-point.ts'
import { EQUALS, escapedBy, isAlone, OPENERS, PAIRS, pairOf } from './escape-tables.ts'
import { CODE_POINT, INCOMPLETE } from './escapes.ts'
import { NO_ESCAPE, PlainEscapes } from './plain-escapes.ts'
import { READINGS } from './readings.ts'
import { foldsAt } from './special-bytes.ts'

const NEVER = 0
const MAYBE = 1
/** It stands for a line break, and matters where that folds base64 text. */
const FOLD = 2
const LF = 10
const CR = 13

/** Tells the escapes that may be part of a needle, and line breaks that may fold one, from all others. */
export class EscapeFilter {
  /** By byte: 1 if it occurs in a needle. */
  readonly #alphabet: Uint8Array
  /** By `pairOf` two bytes: whether an escape that begins with them may matter. */
  readonly #verdicts: Uint8Array
  readonly #plain = new PlainEscapes()
  #data: Uint8Array = new Uint8Array(0)
  #before = 0

  constructor(alphabet: Uint8Array) {
    this.#alphabet = alphabet
    this.#verdicts = verdictsFor(alphabet)
  }

  /** What `matters` is asked about, and `READINGS` are of. `run`: how many base64 characters stood before the data. */
  begin(data: Uint8Array, run: number): void {
    this.#data = data
    this.#plain.begin(data)
    this.#before = run
  }

  /** Whether an escape that begins at `at` may be part of a needle, or a line break fold one. */
  matters(at: number): boolean {
    const data = this.#data
    const byte = data[at] as number
    if (byte === LF || byte === CR) return this.#foldsAt(at)
    if (at + 1 < data.length) {
      const verdict = this.#verdicts[pairOf(byte, data[at + 1] as number)]
      if (verdict === NEVER) return false
      if (verdict === FOLD) return this.#foldsAt(at)
      const value = this.#plain.value(at)
      if (value === NO_ESCAPE) return false
      if (value !== -1 && !this.#plain.goesOn(value)) {
        if (byte !== EQUALS) return this.#plainMatters(value, at)
        if (isAlone(data, at)) return false
        // Before a `=` it is what `Walk` goes by, even where it is itself a part of a needle.
        return this.#plainMatters(value, at) || this.#alphabet[EQUALS] === 1
      }
    }
    READINGS.read(at)
    const { values, from, to } = READINGS
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number
      if (value === INCOMPLETE || this.#mattersAs(value, at)) return true
    }
    return false
  }

  /** A byte beyond ASCII may be meant as the character of that number. */
  #plainMatters(value: number, at: number): boolean {
    return this.#mattersAs(value, at) || (value >= 0x80 && this.#mattersAs(value | CODE_POINT, at))
  }

  #mattersAs(value: number, at: number): boolean {
    if (this.#alphabet[firstByte(value)] === 1) return true
    return (value === LF || value === CR) && this.#foldsAt(at)
  }

  #foldsAt(at: number): boolean {
    return foldsAt(this.#data, at, this.#before)
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
