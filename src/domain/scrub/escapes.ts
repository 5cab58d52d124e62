import {
  AFTER_BACKSLASH,
  AFTER_EQUALS,
  AMPERSAND,
  BACKSLASH,
  beginsOctal,
  ENTITIES,
  EQUALS,
  HEX,
  HASH,
  isOctal,
  LONGEST_ENTITY,
  SEMICOLON,
  isLetter,
  withLetter,
  MAYBE_SHELL,
  OPENS,
  opensEscape,
  pairOf,
  PERCENT,
} from './escape-tables.ts'

/** An escape begins here, but the bytes end before it does. */
export const INCOMPLETE = -1
/** No reading: past the end of what may be read. */
const NOTHING = -2
/** Added to a value that is a Unicode code point beyond ASCII; without it a value is a byte. */
export const CODE_POINT = 1 << 24
/** How many layers of escaping are undone. */
const MAX_LAYERS = 3
/** How many readings a place may have; see `EscapeReader.count`. */
export const MOST_READINGS = 2 * MAX_LAYERS
/** No escape of that many layers is longer, in bytes; a bound on what has to be held back for one. */
const MAX_ESCAPE = 256

const LEFT_BRACE = 0x7b
const RIGHT_BRACE = 0x7d
const LF = 10
const CR = 13

/**
 * Undoes one escape at a place in a run of bytes: `%41`, `%u0041`; `\n`, `\/`, `\x41`, `\u0041` (surrogate pairs joined), `\U00000041`,
 * `\u{41}`, `\x{41}`, `\101` (three octal digits); `&#65;`, `&#x41;`, `&amp;`; quoted-printable (RFC 2045 §6.7): `=41`, and a soft
 * line break, which stands for the character after it; and such within such.
 */
export class EscapeReader {
  /** Where the reading that was made last ends. */
  end = 0
  #data: Uint8Array = new Uint8Array(0)
  #limit = 0
  #shell = false
  #joined = false
  #beyond = NOTHING

  /** What `value` answers are about from now on. `final`: no bytes will follow. */
  begin(data: Uint8Array, final: boolean): void {
    this.#data = data
    this.#beyond = final ? NOTHING : INCOMPLETE
  }

  /**
   * How many readings there are of the bytes at `at`. A reading is a number of layers undone; and in `\%41` and
   * `\&quot;` the backslash may belong to the one byte after it, as shells write, or to what that stands for.
   */
  count(at: number): number {
    const data = this.#data
    const shell =
      at + 1 < data.length && MAYBE_SHELL[pairOf(data[at] as number, data[at + 1] as number)] === 1
    return shell ? MOST_READINGS : MAX_LAYERS
  }

  /** The next reading worth a look after one that gave this value: only what may begin an escape has more layers. */
  after(reading: number, value: number): number {
    return opensEscape(value) || reading >= MAX_LAYERS ? reading + 1 : MAX_LAYERS
  }

  /** The value at `at` by one of its readings: a byte, a `CODE_POINT`, or `INCOMPLETE`. No escape there: the byte itself. */
  value(at: number, reading: number): number {
    this.#shell = reading >= MAX_LAYERS
    return this.#undone(at, this.#shell ? reading - MAX_LAYERS + 1 : reading + 1)
  }

  /** The byte at `at`, where none of the readings is taken. */
  raw(at: number): number {
    return this.#undone(at, 0)
  }

  #undone(at: number, layers: number): number {
    const size = this.#data.length
    const beyond = this.#beyond
    this.#limit = Math.min(size, at + MAX_ESCAPE)
    if (this.#limit < size) this.#beyond = NOTHING
    const value = this.#read(at, layers)
    this.#beyond = beyond
    return value
  }

  #read(at: number, layers: number): number {
    if (at >= this.#limit) return this.#beyond
    const byte = this.#data[at] as number
    if (layers === 0 || OPENS[byte] === 0 || (byte === EQUALS && this.#isBare(at))) {
      this.end = at + 1
      return byte
    }
    const opener = this.#read(at, layers - 1)
    if (!opensEscape(opener)) return opener
    const end = this.end
    const value =
      opener === PERCENT
        ? this.#percented(end, layers - 1)
        : opener === BACKSLASH
          ? this.#backslashed(end, layers - 1)
          : opener === EQUALS
            ? this.#quoted(end, layers - 1)
            : this.#entity(end, layers - 1)
    if (value !== NOTHING) return value
    this.end = end
    return opener
  }

  /** Whether a `=` is not the beginning of an escape: most are not. */
  #isBare(at: number): boolean {
    return at + 1 < this.#limit && AFTER_EQUALS[this.#data[at + 1] as number] === 0
  }

  #percented(at: number, layers: number): number {
    const value = this.#hex(at, 2, layers)
    if (value !== NOTHING || this.#read(at, layers) !== 0x75) return value
    return this.#utf16(this.end, PERCENT, layers)
  }

  #hex(at: number, digits: number, layers: number): number {
    let value = 0
    for (let next = at; digits > 0; digits -= 1) {
      const read = this.#read(next, layers)
      if (read < 0) return read
      const digit = read < 256 ? (HEX[read] as number) : 255
      if (digit === 255) return NOTHING
      value = value * 16 + digit
      next = this.end
    }
    return value
  }

  /**
   * Two hex digits, or a line break, which goes with what follows it. Behind a `=` that stands as it is the digits do so
   * too; and what follows them must be known, as it tells whether they matter.
   */
  #quoted(at: number, layers: number): number {
    const plain = this.#data[at - 1] === EQUALS
    if (plain && this.#data[at] === EQUALS) return NOTHING
    const value = this.#hex(at, 2, plain ? 0 : layers)
    if (value !== NOTHING || this.#joined) {
      const open = plain && value >= 0 && this.end >= this.#limit && this.#beyond === INCOMPLETE
      return open ? INCOMPLETE : value
    }
    // A line break that stands as it is goes with what does so too: `OpenRun` tells soft ones by that.
    if (!plain && isBreak(this.#data[at])) return NOTHING
    let read = this.#read(at, layers)
    if (read === CR) {
      if (this.end > at + 1 && this.#data[this.end] === LF) return NOTHING
      read = this.#read(this.end, layers)
    }
    if (read !== LF) return read === INCOMPLETE ? INCOMPLETE : NOTHING
    if (isBreak(this.#data[this.end])) return NOTHING
    this.#joined = true
    const after = this.#read(this.end, layers + 1)
    this.#joined = false
    return after
  }

  #backslashed(at: number, layers: number): number {
    const read = this.#read(at, layers)
    if (read < 0 || read > 255) return read < 0 ? read : NOTHING
    const { end } = this
    if (read === 0x78) return this.#hexOrBraced(this.#hex(end, 2, layers), end, layers)
    if (read === 0x75) return this.#hexOrBraced(this.#utf16(end, BACKSLASH, layers), end, layers)
    if (read === 0x55) return codePoint(this.#hex(end, 8, layers))
    if (beginsOctal(read)) {
      const value = this.#octal(read & 3, end, layers)
      if (value !== NOTHING) return value
      this.end = end
    }
    if (!this.#shell && (read === PERCENT || read === AMPERSAND)) return NOTHING
    const value = AFTER_BACKSLASH[read] as number
    return value === 255 ? NOTHING : value
  }

  /** `\u{41}` and `\x{41}`, where `at` is not the first of so many hex digits. */
  #hexOrBraced(value: number, at: number, layers: number): number {
    if (value !== NOTHING) return value
    const read = this.#read(at, layers)
    if (read !== LEFT_BRACE) return NOTHING
    return this.#number(this.#read(this.end, layers), 16, RIGHT_BRACE, layers)
  }

  /** Two more octal digits. */
  #octal(first: number, at: number, layers: number): number {
    let value = first
    let next = at
    for (let digits = 0; digits < 2; digits += 1) {
      const read = this.#read(next, layers)
      if (read < 0) return read
      if (!isOctal(read)) return NOTHING
      value = (value << 3) | (read & 7)
      next = this.end
    }
    return value
  }

  /** Four hex digits; a high surrogate takes in the low one, after the same opener. */
  #utf16(at: number, opener: number, layers: number): number {
    const high = this.#hex(at, 4, layers)
    if (high < 0xd800 || high > 0xdbff) return codePoint(high)
    const second = this.#read(this.end, layers)
    if (second !== opener) return second === INCOMPLETE ? INCOMPLETE : NOTHING
    const letter = this.#read(this.end, layers)
    if (letter !== 0x75) return letter === INCOMPLETE ? INCOMPLETE : NOTHING
    const low = this.#hex(this.end, 4, layers)
    if (low < 0) return low
    return low >= 0xdc00 && low <= 0xdfff
      ? codePoint(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
      : NOTHING
  }

  #entity(at: number, layers: number): number {
    const plain = this.#data[at - 1] === AMPERSAND
    const first = this.#read(at, layers)
    if (first === HASH) return this.#numeric(this.end, layers)
    let name = 0
    let letters = 0
    for (let read = first; read !== SEMICOLON; read = this.#read(this.end, layers)) {
      if (read < 0) return read
      if (!isLetter(read) || letters === LONGEST_ENTITY) return NOTHING
      // Who leaves `&` as it is does not escape the letters of a name: `&token=41` is a query.
      if (plain && this.#data[this.end] === EQUALS) return NOTHING
      name = withLetter(name, read)
      letters += 1
    }
    return ENTITIES.get(name) ?? NOTHING
  }

  #numeric(at: number, layers: number): number {
    let read = this.#read(at, layers)
    const radix = (read | 0x20) === 0x78 ? 16 : 10
    if (radix === 16) read = this.#read(this.end, layers)
    return this.#number(read, radix, SEMICOLON, layers)
  }

  /** Digits of a code point, of which the first was read, up to the character that ends them. */
  #number(first: number, radix: number, last: number, layers: number): number {
    let value = 0
    let digits = 0
    for (let read = first; read !== last; read = this.#read(this.end, layers)) {
      if (read < 0) return read
      const digit = read < 256 ? (HEX[read] as number) : 255
      digits += 1
      if (digit >= radix || digits > 8) return NOTHING
      value = value * radix + digit
    }
    return digits === 0 ? NOTHING : codePoint(value)
  }
}

const codePoint = (value: number): number =>
  value > 0x10ffff ? NOTHING : value < 0x80 ? value : value | CODE_POINT

const isBreak = (byte: number | undefined): boolean => byte === LF || byte === CR
