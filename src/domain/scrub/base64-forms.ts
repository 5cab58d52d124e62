import type { Form } from './secret-forms.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const STANDARD = `${LETTERS}+/`
const URL_SAFE = `${LETTERS}-_`

/** Marks a byte that is no base64 character in `SEXTET`. */
export const NO_SEXTET = 255

/** The six bits a byte stands for in base64 or base64url (RFC 4648 §4, §5), or `NO_SEXTET`. */
export const SEXTET: Readonly<Uint8Array> = sextets()

function sextets(): Uint8Array {
  const table = new Uint8Array(256).fill(NO_SEXTET)
  for (const alphabet of [STANDARD, URL_SAFE]) {
    for (let value = 0; value < 64; value += 1) table[alphabet.charCodeAt(value)] = value
  }
  return table
}

/**
 * How bytes look inside base64 text, for each of the three places in a group of four characters where they may
 * begin. `text` holds the characters that the bytes fix alone; the character before and after may share bits with
 * the neighbours, and is told by its known bits.
 */
export function base64Forms(bytes: Uint8Array): Form[] {
  const forms: Form[] = []
  for (const offset of [0, 1, 2]) {
    const bits = (offset + bytes.length) * 8
    const values = sextetsOf(bytes, offset)
    const first = Math.ceil((offset * 8) / 6)
    const last = Math.floor(bits / 6)
    const leadMask = [0, 0b001111, 0b000011][offset] ?? 0
    const trailMask = [0, 0, 0b110000, 0, 0b111100][bits % 6] ?? 0
    const edges = {
      leadMask,
      leadBits: leadMask & (values[first - 1] ?? 0),
      trailMask,
      trailBits: trailMask & (values[last] ?? 0),
    }
    for (const alphabet of [STANDARD, URL_SAFE]) {
      const text = values.slice(first, last).map((value) => alphabet.charAt(value))
      forms.push({ text: text.join(''), ...edges })
    }
  }
  return forms
}

/** The bytes as six-bit values, after `offset` zero bytes and before as many zero bits as are missing. */
function sextetsOf(bytes: Uint8Array, offset: number): number[] {
  const values: number[] = []
  let pending = 0
  let width = 0
  const push = (byte: number): void => {
    pending = ((pending << 8) | byte) & 0xffff
    width += 8
    while (width >= 6) {
      width -= 6
      values.push((pending >> width) & 63)
    }
  }
  for (let i = 0; i < offset; i += 1) push(0)
  for (const byte of bytes) push(byte)
  if (width > 0) values.push((pending << (6 - width)) & 63)
  return values
}
