import {
  AFTER_BACKSLASH,
  AFTER_EQUALS,
  AMPERSAND,
  BACKSLASH,
  beginsOctal,
  ENTITIES,
  EQUALS,
  escapedBy,
  HASH,
  HEX,
  isLetter,
  isOctal,
  LONGEST_ENTITY,
  MAYBE_BREAK,
  opensEscape,
  OPENS,
  pairOf,
  PERCENT,
  SEMICOLON,
  withLetter,
} from './escape-tables.ts'

/** No escape begins at a place. */
export const NO_ESCAPE = -2
const LF = 10
const CR = 13

/** Tells at little cost what most escapes stand for: those of one layer, all of their bytes as they are. */
export class PlainEscapes {
  /** Where the escape that was read last ends. */
  end = 0
  #data: Uint8Array = new Uint8Array(0)

  /** What the others are asked about. */
  begin(data: Uint8Array): void {
    this.#data = data
  }

  /**
   * The byte that a plain escape at `at` stands for (`%41`, `\"`, `\101`, `&amp;`, `=41`); `NO_ESCAPE` where none begins
   * there; -1 where that takes a closer look. Sets `end`.
   */
  value(at: number): number {
    const data = this.#data
    if (at + 3 >= data.length) return -1
    const byte = data[at] as number
    if (byte === AMPERSAND) return this.#plainEntity(at + 1, true)
    const next = data[at + 1] as number
    const third = data[at + 2] as number
    if (byte === BACKSLASH) return this.#plainBackslashed(next, third, at)
    this.end = at + 3
    const high = HEX[next] as number
    const low = HEX[third] as number
    if (high !== 255 && low !== 255) return (high << 4) | low
    if (byte === PERCENT || next === CR || next === LF) return -1
    return OPENS[next] === 1 && MAYBE_BREAK[pairOf(next, third)] === 1 ? -1 : NO_ESCAPE
  }

  #plainBackslashed(next: number, third: number, at: number): number {
    if (beginsOctal(next)) {
      const last = this.#data[at + 3] as number
      this.end = at + 4
      return isOctal(third) && isOctal(last) ? ((next & 3) << 6) | ((third & 7) << 3) | (last & 7) : -1
    }
    if (next === PERCENT || next === AMPERSAND) return -1
    this.end = at + 2
    const value = AFTER_BACKSLASH[next] as number
    return value === 255 ? -1 : value
  }

  #plainEntity(at: number, plain: boolean): number {
    const data = this.#data
    const most = Math.min(data.length, at + LONGEST_ENTITY + 1)
    let name = 0
    for (let next = at; next < most; next += 1) {
      const byte = data[next] as number
      if (isLetter(byte)) name = withLetter(name, byte)
      else if (byte === SEMICOLON) {
        this.end = next + 1
        return ENTITIES.get(name) ?? NO_ESCAPE
      } else if (byte === EQUALS) return !plain && this.#mayQuote(next) ? -1 : NO_ESCAPE
      else return byte === HASH || OPENS[byte] === 1 ? -1 : NO_ESCAPE
    }
    return most === data.length ? -1 : NO_ESCAPE
  }

  /** Whether the `=` at `at` may stand for something else. */
  #mayQuote(at: number): boolean {
    const data = this.#data
    if (at + 2 >= data.length) return true
    const next = data[at + 1] as number
    return AFTER_EQUALS[next] === 1 && (HEX[next] === 255 || HEX[data[at + 2] as number] !== 255)
  }

  /** Whether the plain escape that ends at `end` may begin another one, as a byte of this value would. */
  goesOn(value: number): boolean {
    const data = this.#data
    const { end } = this
    if (!opensEscape(value)) return false
    if (end + 1 >= data.length) return true
    if (value === AMPERSAND) {
      const goes = this.#plainEntity(end, false) !== NO_ESCAPE
      this.end = end
      return goes
    }
    if (value === EQUALS && data[end] === EQUALS) return true
    return escapedBy(value, data[end] as number) !== null
  }
}
