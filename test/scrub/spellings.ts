import fc from 'fast-check'
import { NeedleSet } from '../../src/domain/scrub/needle-set.ts'
import { Scrubber } from '../../src/domain/scrub/scrubber.ts'
import { Secret } from '../../src/domain/secret.ts'

export const LONG = process.env['VULTRINO_LONG_TESTS'] === '1'
/** How many cases a property tries. */
export const RUNS = LONG ? 5000 : 200

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
/** Text as the bytes of its UTF-8, one character each. */
export const utf8 = (text: string): string => Buffer.from(text).toString('latin1')

export function needlesOf(secrets: readonly string[]): NeedleSet {
  return NeedleSet.compile(
    secrets.map((secret, index) => ({ alias: `k${index}`, secret: new Secret(secret) })),
  )
}

export function scrubbed(
  needles: NeedleSet,
  chunks: readonly Uint8Array[],
): { text: string; redactions: number } {
  const scrubber = new Scrubber(needles)
  const parts = chunks.map((chunk) => textOf(scrubber.push(chunk)))
  return { text: parts.join('') + textOf(scrubber.end()), redactions: scrubber.redactions }
}

const hex2 = (code: number): string => code.toString(16).padStart(2, '0')
const perByte =
  (encode: (code: number) => string) =>
  (char: string): string =>
    [...Buffer.from(char)].map((byte) => encode(byte)).join('')
const perUnit =
  (encode: (code: number) => string) =>
  (char: string): string =>
    Array.from({ length: char.length }, (_, i) => encode(char.charCodeAt(i))).join('')
const padded = (code: number, width: number): string => code.toString(16).padStart(width, '0')
/** As Python's `ascii()` does. */
function python(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x80) return char
  return code < 0x100
    ? `\\x${hex2(code)}`
    : code < 0x10000
      ? `\\u${padded(code, 4)}`
      : `\\U${padded(code, 8)}`
}
const HTML: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '/': '&sol;',
  '+': '&plus;',
  '=': '&equals;',
}

/** How one character may be escaped; the last is itself. */
const ESCAPES: readonly ((char: string) => string)[] = [
  perByte((code) => `%${hex2(code)}`),
  perByte((code) => `%${hex2(code).toUpperCase()}`),
  perByte((code) => `\\x${hex2(code)}`),
  perUnit((code) => `\\u${code.toString(16).padStart(4, '0')}`),
  (char) => `&#${char.codePointAt(0) ?? 0};`,
  (char) => `&#x${(char.codePointAt(0) ?? 0).toString(16)};`,
  (char) => HTML[char] ?? utf8(char),
  (char) => (/^[!-/:-@[-`{-~]$/.test(char) ? `\\${char}` : utf8(char)),
  (char) => utf8(JSON.stringify(char).slice(1, -1)),
  (char) => utf8(encodeURIComponent(char)),
  // As JavaScript's `escape()` does, but for more characters.
  perUnit((code) => (code < 0x100 ? `%${hex2(code).toUpperCase()}` : `%u${padded(code, 4).toUpperCase()}`)),
  python,
  perByte((code) => `\\${code.toString(8).padStart(3, '0')}`),
  (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  // As quoted-printable does, but for more characters.
  (char) => (/^[0-9A-Za-z]$/.test(char) ? char : perByte((code) => `=${hex2(code).toUpperCase()}`)(char)),
  utf8,
  utf8,
]

/** RFC 4648 §6, without padding. */
export function base32(text: string): string {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const digits = bits.match(/.{1,5}/g) ?? []
  return digits
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('')
}

/** How a whole secret may be spelt before its characters are escaped. */
const SPELLINGS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => Buffer.from(secret).toString('base64'),
  (secret) => Buffer.from(secret).toString('base64url'),
  (secret) => Buffer.from(`u${secret}!`).toString('base64'),
  (secret) => Buffer.from(`us${secret}`).toString('base64url'),
  (secret) => Buffer.from(encodeURIComponent(secret)).toString('base64'),
  (secret) => Buffer.from(`user:${encodeURIComponent(secret)}`).toString('base64url'),
  (secret) => Buffer.from(Buffer.from(`us${secret}`).toString('base64url')).toString('base64'),
  (secret) => Buffer.from(`{"a":"${Buffer.from(secret).toString('base64')}"}`).toString('base64'),
  (secret) => base32(`u:${secret}`).toLowerCase(),
  (secret) => Buffer.from(secret).toString('hex'),
  (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
]

/** Text as an encoder that escapes each character in its own way would write it. */
export function mixed(text: string, picks: readonly number[]): string {
  return Array.from(text, (char, i) =>
    (ESCAPES[(picks[i % picks.length] ?? 0) % ESCAPES.length] ?? utf8)(char),
  ).join('')
}

/** The outer layer escapes bytes, which the inner one left as Latin-1. */
function escapeByte(escape: (char: string) => string, char: string): string {
  return char < '\x80' ? escape(char) : char
}

/** A secret as one encoder for all of it would write it, by number: each kind of escape over each spelling. */
export const UNIFORM: readonly ((secret: string) => string)[] = SPELLINGS.flatMap((spell) =>
  ESCAPES.map((escape) => (secret: string) => Array.from(spell(secret), escape).join('')),
)

const awkward = fc.constantFrom(
  ...Array.from(`%\\&+/="'<>;#u0n x-_.:\n`),
  'é',
  'ß',
  '漢',
  '😀',
  '4',
  'a',
  'F',
)
const plain = fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'))

/** Secrets of 8 to 40 characters, with all that escapes trip over. */
export const secrets: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: awkward }), {
    minLength: 8,
    maxLength: 40,
  })
  .map((chars) => chars.join(''))

/** What may stand around a secret: text, half escapes, base64. */
export const neighbours: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      plain,
      fc.constantFrom(
        '"',
        '\\n',
        '%',
        '%2',
        '\\',
        '\\u00',
        '&',
        '&am',
        '\n',
        '\r\n',
        ' ',
        '{"a":"',
        '%25',
        '==',
        '\0',
        '\xff',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

export const picks: fc.Arbitrary<number[]> = fc.array(fc.nat(ESCAPES.length - 1), {
  minLength: 1,
  maxLength: 12,
})

/** A secret spelt and escaped in some way, once or twice over. */
export function spelt(secret: string): fc.Arbitrary<string> {
  const outer = fc.option(fc.constantFrom(...ESCAPES))
  return fc.tuple(fc.constantFrom(...SPELLINGS), picks, outer).map(([spell, inner, escape]) => {
    const once = mixed(spell(secret), inner)
    return escape === null ? once : Array.from(once, (char) => escapeByte(escape, char)).join('')
  })
}

/** Chunks that make up the text, cut at the places given (as fractions of it). */
export function cut(text: string, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => Math.floor(place * text.length)))].sort((a, b) => a - b)
  return [0, ...at].map((from, i) => bytesOf(text.slice(from, at[i] ?? text.length)))
}
