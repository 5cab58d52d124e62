import type { MemberCoding } from '../ports/content-decoder.ts'

/** What the first bytes of some data are of. */
export interface Sniffed {
  readonly coding: MemberCoding
  /** Bytes that something else, said in these few bytes to be coded, may happen to decode to before it turns out not to be. */
  readonly byChance: number
}

const GZIP: Sniffed = { coding: 'gzip', byChance: 0 }
const ZSTD: Sniffed = { coding: 'zstd', byChance: 0 }
/** Two bytes, which may be text: `x^`. */
const ZLIB: Sniffed = { coding: 'deflate', byChance: 256 }

/** First bytes as value and mask: gzip (RFC 1952 §2.3.1), zstd (RFC 8878 §3.1.1, §3.1.2). */
const MAGICS = [
  { sniffed: GZIP, bytes: [0x1f, 0x8b, 0x08], masks: [255, 255, 255] },
  { sniffed: ZSTD, bytes: [0x28, 0xb5, 0x2f, 0xfd], masks: [255, 255, 255, 255] },
  { sniffed: ZSTD, bytes: [0x50, 0x2a, 0x4d, 0x18], masks: [0xf0, 255, 255, 255] },
] as const
type Magic = (typeof MAGICS)[number]
const LONGEST_MAGIC = 4
const ZLIB_FIRST = 0x78

/** The coding that data beginning with these bytes is of, though nothing says so; of zlib (RFC 1950) only its usual window. */
export function sniffCoding(bytes: Uint8Array): Sniffed | null {
  for (const magic of MAGICS) {
    if (bytes.length >= magic.bytes.length && agrees(bytes, 0, magic)) return magic.sniffed
  }
  return isZlib(bytes) ? ZLIB : null
}

/** Whether these first bytes are too few to tell what they are of. */
export function mayBeCoded(bytes: Uint8Array): boolean {
  if (bytes.length >= LONGEST_MAGIC) return false
  if (bytes.length === 1 && bytes[0] === ZLIB_FIRST) return true
  return MAGICS.some((magic) => bytes.length < magic.bytes.length && agrees(bytes, 0, magic))
}

/** Where data that is coded may begin among other bytes, or -1: by the longer magics only. */
export function findCoding(bytes: Uint8Array): number {
  let first = -1
  for (const magic of MAGICS) {
    const { length } = magic.bytes
    // What all of them have unmasked is the second byte.
    for (let at = bytes.indexOf(magic.bytes[1], 1); at !== -1; at = bytes.indexOf(magic.bytes[1], at + 1)) {
      if (first !== -1 && at > first) break
      if (at - 1 + length > bytes.length || !agrees(bytes, at - 1, magic)) continue
      first = at - 1
      break
    }
  }
  return first
}

function agrees(bytes: Uint8Array, from: number, { bytes: wanted, masks }: Magic): boolean {
  const count = Math.min(wanted.length, bytes.length - from)
  for (let i = 0; i < count; i += 1) {
    if (((bytes[from + i] as number) & (masks[i] as number)) !== wanted[i]) return false
  }
  return true
}

function isZlib(bytes: Uint8Array): boolean {
  const [first = 0, flags = 0] = bytes
  const dictionary = (flags & 0x20) !== 0
  return bytes.length > 1 && first === ZLIB_FIRST && (first * 256 + flags) % 31 === 0 && !dictionary
}
