import { SCRUBBABLE_BYTES } from '../credential.ts'
import { base32Forms, base64Forms } from './base64-forms.ts'

/** One way a secret may be spelt, before escapes are considered. */
export interface Form {
  /** Bytes, one per UTF-16 unit. */
  readonly text: string
  /** Bits of the base64 or base32 character just before that belong to the secret; 0: none. See `sharesBits`. */
  readonly leadMask: number
  readonly leadBits: number
  /** The same of the character just after. */
  readonly trailMask: number
  readonly trailBits: number
}

const utf8 = new TextEncoder()
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** In another letter case, shorter ones and those without a digit may well be ordinary text. */
const LIKE_NO_WORD = /^(?=.*[0-9]).{16,}$/s

/**
 * The literal spellings of a secret: UTF-8, Latin-1, UTF-16 of both orders, hex of both cases, form encoding's `+`
 * for a space, all of it in lower or upper case, base32, and base64, once and twice over, of the UTF-8 and of the JSON and percent spellings. Escapes
 * (`%41`, `\u0041`, `&#65;`, …) are not here: they are undone while searching, so that any mixture of them is found.
 * Spellings under `SCRUBBABLE_BYTES` are left out.
 */
export function formsOf(secret: string): Form[] {
  const bytes = binary(utf8.encode(secret))
  const forms = [bytes, hex(bytes), hex(bytes).toUpperCase(), utf16(secret, 0), utf16(secret, 1)].map(plain)
  if (LIKE_NO_WORD.test(secret)) {
    for (const other of [secret.toLowerCase(), secret.toUpperCase()]) {
      if (other !== secret) forms.push(plain(binary(utf8.encode(other))))
    }
  }
  if (bytes.length > secret.length && isLatin1(secret)) forms.push(plain(secret))
  if (secret.includes(' ')) forms.push(plain(bytes.replaceAll(' ', '+')))
  const base64 = [bytes, ...escapedSpellings(secret)].flatMap(base64Forms)
  // What the inner digits at the edges share with their neighbours is unknown, and not a part of what is looked for.
  const twice = base64.flatMap(({ text }) => base64Forms(text))
  forms.push(...base64, ...[...twice, ...base32Forms(bytes)].map(withoutLead))
  return forms.filter(({ text }) => text.length >= SCRUBBABLE_BYTES)
}

/** Up to four bits of what is spelt stay in the character before: with more leads, most text would end with one. */
const withoutLead = (form: Form): Form => ({ ...form, leadMask: 0, leadBits: 0 })

/** As JSON and percent-encodings write it, where that is not as it is: bytes, a character for each. */
function escapedSpellings(secret: string): ReadonlySet<string> {
  const json = JSON.stringify(secret).slice(1, -1)
  const spellings = json === secret ? [] : [binary(utf8.encode(json))]
  return new Set([...spellings, ...percentSpellings(secret)])
}

/** Characters that every percent-encoding leaves as they are (RFC 3986 §2.3). */
const UNRESERVED = /^[A-Za-z0-9._~-]*$/

/** As URI components (RFC 3986 §2.1), as JavaScript writes them, and as forms do (WHATWG URL §5.2; RFC 6749 §2.3.1). */
function percentSpellings(secret: string): ReadonlySet<string> {
  if (UNRESERVED.test(secret))
    return secret.includes('~') ? new Set([secret.replaceAll('~', '%7E')]) : new Set()
  const component = encodeURIComponent(secret.toWellFormed())
  const strict = component.replace(/[!'()*]/g, percent)
  const form = strict.replaceAll('%20', '+').replaceAll('%2A', '*').replaceAll('~', '%7E')
  return new Set([component, strict, form].filter((spelling) => spelling !== secret))
}

const percent = (char: string): string => `%${hex(char).toUpperCase()}`

const plain = (text: string): Form => ({ text, leadMask: 0, leadBits: 0, trailMask: 0, trailBits: 0 })

function binary(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** Of bytes, a character for each. */
function hex(bytes: string): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 1) text += HEX[bytes.charCodeAt(i)] ?? ''
  return text
}

/** `order` 0: little-endian, 1: big-endian. */
function utf16(text: string, order: 0 | 1): string {
  let bytes = ''
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    const low = String.fromCharCode(unit & 255)
    const high = String.fromCharCode(unit >> 8)
    bytes += order === 0 ? low + high : high + low
  }
  return bytes
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (text.charCodeAt(i) > 255) return false
  }
  return true
}
