export const PERCENT = 0x25
export const AMPERSAND = 0x26
export const EQUALS = 0x3d
export const BACKSLASH = 0x5c
export const SEMICOLON = 0x3b
export const HASH = 0x23
const LF = 10
const CR = 13

export const OPENERS: readonly number[] = [PERCENT, AMPERSAND, EQUALS, BACKSLASH]

/** The size of a table with a place for each pair of a byte that may begin an escape and the byte after it. */
export const PAIRS = 4 * 256

/** A pair's place in it. Bits 0 and 4 tell `%`, `&`, `=` and `\` apart. */
export const pairOf = (opener: number, next: number): number =>
  ((opener & 1) << 8) | ((opener & 16) << 5) | next

/** Whether a value may begin an escape. */
export const opensEscape = (value: number): boolean =>
  value === PERCENT || value === BACKSLASH || value === AMPERSAND || value === EQUALS

/** The same of a byte: 1 or 0. */
export const OPENS: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) =>
  opensEscape(byte) ? 1 : 0,
)
const ALPHANUMERIC: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9A-Za-z]/.test(String.fromCharCode(byte)) ? 1 : 0,
)
/** What a byte is worth as a hex digit, or 255. */
export const HEX: Readonly<Uint8Array> = hexDigits()
/** What `\` and this byte stand for, or 255. A backslash before punctuation stands for the punctuation (JSON, shells, C). */
export const AFTER_BACKSLASH: Readonly<Uint8Array> = afterBackslash()
/** HTML's names for ASCII characters (WHATWG HTML §13.5), by name (`withLetter`). */
export const ENTITIES: ReadonlyMap<number, number> = entities()
/** Letters of the longest of them. */
export const LONGEST_ENTITY = 8
/** By `pairOf` two bytes: 1 if they may begin a backslash, itself or escaped, before `%` or `&`. */
export const MAYBE_SHELL: Readonly<Uint8Array> = pairsOf({
  '\\': '%&\\uUx01',
  '%': '52u',
  '&': '#ab',
  '=': '52\r\n',
})
/** By `pairOf` two bytes: 1 if they may begin an escaped line break. */
export const MAYBE_BREAK: Readonly<Uint8Array> = pairsOf({ '\\': 'rnxuU0\\%&', '%': '025u', '&': '#aNbpAe' })
/** By byte: 1 if it may go on with an escape that `=` begins (RFC 2045 §6.7). `=` itself does not: nobody escapes the digits. */
export const AFTER_EQUALS: Readonly<Uint8Array> = afterEquals()

function hexDigits(): Uint8Array {
  const table = new Uint8Array(256).fill(255)
  const digits = '0123456789abcdef'
  for (let value = 0; value < 16; value += 1) {
    table[digits.charCodeAt(value)] = value
    table[digits.toUpperCase().charCodeAt(value)] = value
  }
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

function entities(): ReadonlyMap<number, number> {
  const names =
    'amp& lt< gt> quot" QUOT" AMP& LT< GT> apos\' sol/ bsol\\ plus+ equals= percnt% num# dollar$ excl! lpar( rpar) ast* comma, ' +
    'period. colon: quest? commat@ lsqb[ lbrack[ rsqb] rbrack] Hat^ lowbar_ UnderBar_ grave` lcub{ lbrace{ verbar| vert| rcub} rbrace} semi; Tab\t NewLine\n'
  const table = new Map<number, number>()
  for (const word of names.split(' ')) {
    let name = 0
    for (let i = 0; i < word.length - 1; i += 1) name = withLetter(name, word.charCodeAt(i))
    table.set(name, word.charCodeAt(word.length - 1))
  }
  return table
}

/** A name of up to eight letters as a number: of an empty one (0), one letter longer each time. */
export function withLetter(name: number, letter: number): number {
  return name * 64 + (letter & 63)
}

function pairsOf(nexts: Readonly<Record<string, string>>): Uint8Array {
  const table = new Uint8Array(PAIRS)
  for (const [opener, bytes] of Object.entries(nexts)) {
    for (let i = 0; i < bytes.length; i += 1) table[pairOf(opener.charCodeAt(0), bytes.charCodeAt(i))] = 1
  }
  return table
}

function afterEquals(): Uint8Array {
  const table = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte += 1) {
    const opens = opensEscape(byte) && byte !== EQUALS
    table[byte] = HEX[byte] !== 255 || byte === CR || byte === LF || opens ? 1 : 0
  }
  return table
}

export const isLetter = (value: number): boolean => (value | 0x20) >= 0x61 && (value | 0x20) <= 0x7a

/** Whether it is the first of the three octal digits of a byte. */
export const beginsOctal = (value: number): boolean => value >= 0x30 && value <= 0x33

export const isOctal = (value: number): boolean => value >= 0x30 && value <= 0x37

/**
 * What two bytes that stand as they are escape: a value, `null` where they begin no escape, and `undefined` where
 * that takes more bytes to tell.
 */
export function escapedBy(opener: number, next: number): number | null | undefined {
  if (opener === EQUALS) return AFTER_EQUALS[next] === 1 ? undefined : null
  if (opensEscape(next)) return undefined
  if (opener === PERCENT) return HEX[next] === 255 && next !== 0x75 ? null : undefined
  if (opener === AMPERSAND) return next === HASH || isLetter(next) ? undefined : null
  if (next === 0x75 || next === 0x55 || next === 0x78 || beginsOctal(next)) return undefined
  const value = AFTER_BACKSLASH[next] as number
  return value === 255 ? null : value
}

/**
 * Whether `=41` at `at` stands for a letter or digit and no other `=` follows: quoted-printable escapes these only
 * together with all others, and `a=41` is a query.
 */
export function isAlone(data: Uint8Array, at: number): boolean {
  const high = HEX[data[at + 1] as number] as number
  const low = HEX[data[at + 2] as number] as number
  if (at + 2 >= data.length || high === 255 || low === 255 || data[at + 3] === EQUALS) return false
  return ALPHANUMERIC[(high << 4) | low] === 1
}
