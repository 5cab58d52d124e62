import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Transform } from '../contract/content.ts'

type Change = (bytes: Buffer) => Buffer

const text =
  (change: (text: string) => string): Change =>
  (bytes) =>
    Buffer.from(change(bytes.toString('utf8')), 'latin1')
const eachByte =
  (spell: (byte: number) => string): Change =>
  (bytes) =>
    Buffer.from(Array.from(bytes, spell).join(''), 'latin1')
/** Each UTF-16 unit. */
const eachUnit = (spell: (unit: number, at: number) => string): Change =>
  text((whole) =>
    whole
      .split('')
      .map((char, at) => spell(char.charCodeAt(0), at))
      .join(''),
  )
/** Each Unicode character. */
const eachChar = (spell: (code: number, at: number, char: string) => string): Change =>
  text((whole) =>
    Array.from(whole)
      .map((char, at) => spell(char.codePointAt(0) ?? 0, at, char))
      .join(''),
  )

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const NAMES: Readonly<Record<string, string>> = {
  '"': '&quot;', '&': '&amp;', "'": '&apos;', '<': '&lt;', '>': '&gt;', '/': '&sol;', '=': '&equals;', '+': '&plus;',
  '%': '&percnt;', '.': '&period;', '_': '&lowbar;', ':': '&colon;',
} // prettier-ignore

const UTF8 = (whole: string): string => Buffer.from(whole).toString('latin1')

/** RFC 2045 §6.7, in lines of twenty characters, so that every secret has a break in it. */
function quotedPrintable(bytes: Buffer): string {
  const written = Array.from(bytes, (byte) =>
    byte < 33 || byte > 126 || byte === 61 ? `=${hex(byte, 2).toUpperCase()}` : String.fromCharCode(byte),
  )
  return written.map((char, at) => (at % 20 === 19 ? `${char}=\r\n` : char)).join('')
}

/** RFC 4648 §6. */
function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const digits = (bits.match(/.{1,5}/g) ?? []).map((five) => parseInt(five.padEnd(5, '0'), 2))
  const text = digits.map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(digit)).join('')
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=')
}

const CHANGES: Readonly<Record<Transform, Change>> = {
  base64: (bytes) => Buffer.from(bytes.toString('base64')),
  'base64-after-1': (bytes) =>
    Buffer.from(Buffer.concat([Buffer.from('x'), bytes, Buffer.from('y')]).toString('base64')),
  'base64-after-2': (bytes) =>
    Buffer.from(Buffer.concat([Buffer.from('xx'), bytes, Buffer.from('yy')]).toString('base64')),
  'base64-unpadded': (bytes) => Buffer.from(bytes.toString('base64').replaceAll('=', '')),
  base64url: (bytes) => Buffer.from(bytes.toString('base64url')),
  'base64-lines': (bytes) => Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\r\n')),
  base32: (bytes) => Buffer.from(base32(bytes)),
  hex: (bytes) => Buffer.from(bytes.toString('hex')),
  HEX: (bytes) => Buffer.from(bytes.toString('hex').toUpperCase()),
  percent: text((whole) => encodeURIComponent(whole)),
  'percent-all': eachByte((byte) => `%${hex(byte, 2)}`),
  'PERCENT-all': eachByte((byte) => `%${hex(byte, 2).toUpperCase()}`),
  form: text((whole) => new URLSearchParams({ v: whole }).toString().slice(2)),
  json: text((whole) => UTF8(JSON.stringify(whole).slice(1, -1))),
  'json-u': eachUnit((unit) => `\\u${hex(unit, 4)}`),
  'JSON-u': eachUnit((unit) => `\\u${hex(unit, 4).toUpperCase()}`),
  'json-slash': text((whole) => UTF8(JSON.stringify(whole).slice(1, -1).replaceAll('/', '\\/'))),
  'json-some': eachUnit((unit, at) =>
    at % 3 === 0 || unit > 126 || unit === 34 || unit === 92
      ? `\\u${hex(unit, 4)}`
      : String.fromCharCode(unit),
  ),
  octal: eachByte((byte) => `\\${byte.toString(8).padStart(3, '0')}`),
  'quoted-all': eachByte((byte) => `=${hex(byte, 2).toUpperCase()}`),
  'quoted-printable': (bytes) => Buffer.from(quotedPrintable(bytes), 'latin1'),
  'js-braces': eachChar((code) => `\\u{${hex(code, 1)}}`),
  'js-x': eachByte((byte) => `\\x${hex(byte, 2)}`),
  'html-named': eachChar((_, __, char) => NAMES[char] ?? UTF8(char)),
  'html-decimal': eachChar((code) => `&#${String(code)};`),
  'html-hex': eachChar((code) => `&#x${hex(code, 2)};`),
  'html-some': eachChar((code, at, char) => (at % 3 === 0 ? `&#x${hex(code, 2)};` : UTF8(char))),
  utf16le: (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  utf16be: (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le').swap16(),
  gzip: (bytes) => gzipSync(bytes),
  'gzip-members': (bytes) => {
    const middle = bytes.length >> 1
    return Buffer.concat([gzipSync(bytes.subarray(0, middle)), gzipSync(bytes.subarray(middle))])
  },
  deflate: (bytes) => deflateSync(bytes),
  'deflate-raw': (bytes) => deflateRawSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
}

/** Changes bytes by each of the named steps in turn. */
export function transform(bytes: Buffer, steps: readonly Transform[]): Buffer {
  return steps.reduce((changed, step) => CHANGES[step](changed), bytes)
}
