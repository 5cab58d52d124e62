import type { Form } from './secret-forms.ts'

/** A way to write bytes as digits of a few bits each, the first one of the highest bits. */
interface Base {
  /** Bits of a digit. */
  readonly width: number
  /** After so many bytes digits and bytes begin together again. */
  readonly group: number
  /** Takes and gives a character for each byte. */
  readonly write: (bytes: string) => string
  /** The same digits as others write them. */
  readonly otherwise: (digits: string) => string
  /** By byte: the value of the digit, or `NO_DIGIT`. */
  readonly values: Uint8Array
  /** Stands in the masks of the forms, so that `sharesBits` knows whose digits are meant. */
  readonly flag: number
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const QUINTETS = `${UPPER}234567`
const SEXTETS = `${UPPER}${UPPER.toLowerCase()}0123456789`
const NO_DIGIT = 255

function valuesOf(...alphabets: string[]): Uint8Array {
  const table = new Uint8Array(256).fill(NO_DIGIT)
  for (const alphabet of alphabets) {
    for (let value = 0; value < alphabet.length; value += 1) table[alphabet.charCodeAt(value)] = value
  }
  return table
}

/** Base64 and base64url (RFC 4648 §4, §5). */
const BASE64: Base = {
  width: 6,
  group: 3,
  write: btoa,
  otherwise: (digits) => digits.replaceAll('+', '-').replaceAll('/', '_'),
  values: valuesOf(`${SEXTETS}+/`, `${SEXTETS}-_`),
  flag: 0,
}
/** Base32 (RFC 4648 §6), which some write in lower case. */
const BASE32: Base = {
  width: 5,
  group: 5,
  write: toBase32,
  otherwise: (digits) => digits.toLowerCase(),
  values: valuesOf(QUINTETS, QUINTETS.toLowerCase()),
  flag: 0x80,
}

/** Without padding. */
function toBase32(bytes: string): string {
  let text = ''
  let pending = 0
  let width = 0
  for (let i = 0; i < bytes.length; i += 1) {
    pending = ((pending << 8) | bytes.charCodeAt(i)) & 0xfff
    for (width += 8; width >= 5; width -= 5) text += QUINTETS.charAt((pending >> (width - 5)) & 31)
  }
  return width === 0 ? text : text + QUINTETS.charAt((pending << (5 - width)) & 31)
}

/** Whether a byte is a digit that has these bits (`Form.leadMask`, `leadBits`). A mask of 0 has none. */
export function sharesBits(byte: number, mask: number, bits: number): boolean {
  if (mask === 0 || byte > 255) return false
  const value = (mask >= BASE32.flag ? BASE32 : BASE64).values[byte] as number
  return value !== NO_DIGIT && (value & mask) === bits
}

/** How bytes, a character for each, look inside base64 text; see `formsIn`. */
export const base64Forms = (bytes: string): Form[] => formsIn(BASE64, bytes)

/** How bytes, a character for each, look inside base32 text; see `formsIn`. */
export const base32Forms = (bytes: string): Form[] => formsIn(BASE32, bytes)

/**
 * How bytes look, for each of the places in a group of digits where they may begin. `text` holds the digits that the
 * bytes fix alone; the digit before and after may share bits with the neighbours, and is told by its known bits.
 */
function formsIn({ width, group, write, otherwise, values, flag }: Base, bytes: string): Form[] {
  const forms: Form[] = []
  const all = (1 << width) - 1
  for (let offset = 0; offset < group; offset += 1) {
    const begin = offset * 8
    const end = begin + bytes.length * 8
    const first = Math.ceil(begin / width)
    const last = Math.floor(end / width)
    const digits = write('\0'.repeat(offset) + bytes)
    const leadMask = (1 << (first * width - begin)) - 1
    const trailMask = all & ~(all >> (end - last * width))
    const edges = {
      leadMask: leadMask === 0 ? 0 : leadMask | flag,
      leadBits: leadMask === 0 ? 0 : leadMask & (values[digits.charCodeAt(first - 1)] as number),
      trailMask: trailMask === 0 ? 0 : trailMask | flag,
      trailBits: trailMask === 0 ? 0 : trailMask & (values[digits.charCodeAt(last)] as number),
    }
    const text = digits.slice(first, last)
    const other = otherwise(text)
    forms.push({ text, ...edges })
    if (other !== text) forms.push({ text: other, ...edges })
  }
  return forms
}
