import { CODE_POINT } from './escapes.ts'

/** The first byte that a value of `EscapeReader` stands for. */
export function firstByte(value: number): number {
  return value < CODE_POINT ? value : (bytesOf(value)[0] as number)
}

/** A `CODE_POINT` as UTF-8. */
export function bytesOf(value: number): readonly number[] {
  const code = value & (CODE_POINT - 1)
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)]
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
}
