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

const PERCENT = 0x25
const AMPERSAND = 0x26
const BACKSLASH = 0x5c
const SEMICOLON = 0x3b

export const OPENERS: readonly number[] = [PERCENT, AMPERSAND, BACKSLASH]

/** The size of a table with a place for each pair of a byte that may begin an escape and the byte after it. */
export const PAIRS = 3 * 256

/** A pair's place in it. The last two bits tell `%`, `&` and `\` apart. */
export const pairOf = (opener: number, next: number): number => ((opener & 3) << 8) | next

/** Whether a value may begin an escape. */
export const opensEscape = (value: number): boolean =>
  value === PERCENT || value === BACKSLASH || value === AMPERSAND

/** What a byte is worth as a hex digit, or 255. */
const HEX = tableOf('0123456789abcdef', 'ABCDEF', 10)
/** What `\` and this byte stand for, or 255. A backslash before punctuation stands for the punctuation (JSON, shells, C). */
const AFTER_BACKSLASH = afterBackslash()
/** HTML's names for ASCII characters (WHATWG HTML §13.5), by name. */
const ENTITIES: ReadonlyMap<string, number> = entities()
const LONGEST_ENTITY = 8

function tableOf(digits: string, more: string, moreAt: number): Uint8Array {
  const table = new Uint8Array(256).fill(255)
  for (let i = 0; i < digits.length; i += 1) table[digits.charCodeAt(i)] = i
  for (let i = 0; i < more.length; i += 1) table[more.charCodeAt(i)] = moreAt + i
  return table
}

function afterBackslash(): Uint8Array {
  const table = new Uint8Array(256).fill(255)
  for (let byte = 0x20; byte < 0x7f; byte += 1) {
    if (!/[0-9A-Za-z]/.test(String.fromCharCode(byte))) table[byte] = byte
  }
  const letters = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27, 0: 0 }
  for (const [letter, value] of Object.entries(letters)) table[letter.charCodeAt(0)] = value
  return table
}

function entities(): ReadonlyMap<string, number> {
  const names =
    'amp& lt< gt> quot" QUOT" AMP& LT< GT> apos\' sol/ bsol\\ plus+ equals= percnt% num# dollar$ excl! lpar( rpar) ast* comma, ' +
    'period. colon: quest? commat@ lsqb[ lbrack[ rsqb] rbrack] Hat^ lowbar_ UnderBar_ grave` lcub{ lbrace{ verbar| vert| rcub} rbrace} semi; Tab\t NewLine\n'
  const table = names.split(' ').map((word) => [word.slice(0, -1), word.charCodeAt(word.length - 1)] as const)
  return new Map(table)
}

/** By `pairOf` two bytes: 1 if they may begin a backslash, itself or escaped, before `%` or `&`. */
const MAYBE_SHELL = maybeShell()

function maybeShell(): Uint8Array {
  const table = new Uint8Array(PAIRS)
  const mark = (opener: number, nexts: string): void => {
    for (let i = 0; i < nexts.length; i += 1) table[pairOf(opener, nexts.charCodeAt(i))] = 1
  }
  mark(BACKSLASH, '%&\\uUx')
  mark(PERCENT, '52u')
  mark(AMPERSAND, '#ab')
  return table
}

/**
 * What two bytes that stand as they are escape: a value, `null` where they begin no escape, and `undefined` where
 * that takes more bytes to tell.
 */
export function escapedBy(opener: number, next: number): number | null | undefined {
  if (opensEscape(next)) return undefined
  if (opener === PERCENT) return HEX[next] === 255 && next !== 0x75 ? null : undefined
  if (opener === AMPERSAND) return next === 0x23 || isLetter(next) ? undefined : null
  if (next === 0x75 || next === 0x55 || next === 0x78) return undefined
  const value = AFTER_BACKSLASH[next] as number
  return value === 255 ? null : value
}

/**
 * Undoes one escape at a place in a run of bytes: `%41`, `%u0041`; `\n`, `\/`, `\x41`, `\u0041` (surrogate pairs joined), `\U00000041`;
 * `&#65;`, `&#x41;`, `&amp;`; and such within such.
 */
export class EscapeReader {
  /** Where the reading that was made last ends. */
  end = 0
  #data: Uint8Array = new Uint8Array(0)
  #limit = 0
  #shell = false
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

  /** The byte that a plain `%41` at `at` stands for, or -1 where the bytes there are another thing. */
  percentByte(at: number): number {
    const data = this.#data
    if (data[at] !== PERCENT || at + 2 >= data.length) return -1
    const high = HEX[data[at + 1] as number] as number
    const low = HEX[data[at + 2] as number] as number
    return high === 255 || low === 255 ? -1 : (high << 4) | low
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
    if (layers === 0 || !opensEscape(byte)) {
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
          : this.#entity(end, layers - 1)
    if (value !== NOTHING) return value
    this.end = end
    return opener
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

  #backslashed(at: number, layers: number): number {
    const read = this.#read(at, layers)
    if (read < 0 || read > 255) return read < 0 ? read : NOTHING
    if (read === 0x78) return this.#hex(this.end, 2, layers)
    if (read === 0x75) return this.#utf16(this.end, BACKSLASH, layers)
    if (read === 0x55) return codePoint(this.#hex(this.end, 8, layers))
    if (!this.#shell && (read === PERCENT || read === AMPERSAND)) return NOTHING
    const value = AFTER_BACKSLASH[read] as number
    return value === 255 ? NOTHING : value
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
    const first = this.#read(at, layers)
    if (first === 0x23) return this.#numeric(this.end, layers)
    let name = ''
    for (let read = first; read !== SEMICOLON; read = this.#read(this.end, layers)) {
      if (read < 0) return read
      if (!isLetter(read) || name.length === LONGEST_ENTITY) return NOTHING
      name += String.fromCharCode(read)
    }
    return ENTITIES.get(name) ?? NOTHING
  }

  #numeric(at: number, layers: number): number {
    let read = this.#read(at, layers)
    const radix = (read | 0x20) === 0x78 ? 16 : 10
    if (radix === 16) read = this.#read(this.end, layers)
    let value = 0
    let digits = 0
    for (; read !== SEMICOLON; read = this.#read(this.end, layers)) {
      if (read < 0) return read
      const digit = read < 256 ? (HEX[read] as number) : 255
      digits += 1
      if (digit >= radix || digits > 8) return NOTHING
      value = value * radix + digit
    }
    return digits === 0 ? NOTHING : codePoint(value)
  }
}

const isLetter = (value: number): boolean => (value | 0x20) >= 0x61 && (value | 0x20) <= 0x7a

const codePoint = (value: number): number =>
  value > 0x10ffff ? NOTHING : value < 0x80 ? value : value | CODE_POINT
