import { SCRUBBABLE_BYTES } from '../credential.ts'
import { base64Forms } from './base64-forms.ts'

/** One way a secret may be spelt, before escapes are considered. */
export interface Form {
  /** Bytes, one per UTF-16 unit. */
  readonly text: string
  /** Bits of the base64 character just before that belong to the secret; 0: none. */
  readonly leadMask: number
  readonly leadBits: number
  /** The same of the character just after. */
  readonly trailMask: number
  readonly trailBits: number
}

const utf8 = new TextEncoder()

/**
 * The literal spellings of a secret: UTF-8, Latin-1, UTF-16 of both orders, hex of both cases, form encoding's `+`
 * for a space, and base64 of the UTF-8 and of the JSON and percent spellings. Escapes (`%41`, `\u0041`, `&#65;`, …)
 * are not here: they are undone while searching, so that any mixture of them is found. Spellings under
 * `SCRUBBABLE_BYTES` are left out.
 */
export function formsOf(secret: string): Form[] {
  const bytes = utf8.encode(secret)
  const json = JSON.stringify(secret).slice(1, -1)
  const forms = [
    plain(binary(bytes)),
    plain(hex(bytes)),
    plain(hex(bytes).toUpperCase()),
    plain(utf16(secret, 0)),
    plain(utf16(secret, 1)),
    ...base64Forms(bytes),
  ]
  if (bytes.length > secret.length && isLatin1(secret)) forms.push(plain(secret))
  if (secret.includes(' ')) forms.push(plain(binary(utf8.encode(secret.replaceAll(' ', '+')))))
  if (json !== secret) forms.push(...base64Forms(utf8.encode(json)))
  for (const percent of percentSpellings(secret)) forms.push(...base64Forms(utf8.encode(percent)))
  return forms.filter(({ text }) => text.length >= SCRUBBABLE_BYTES)
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

const percent = (char: string): string => `%${hex(utf8.encode(char)).toUpperCase()}`

const plain = (text: string): Form => ({ text, leadMask: 0, leadBits: 0, trailMask: 0, trailBits: 0 })

function binary(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
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
