import { FRAME_TYPES } from '../../contract/http2.ts'

/** What a client says first (RFC 9113 §3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
export const FLAGS = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const
export const HEAD = 9

export interface RawFrame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

/** The bytes of a frame (RFC 9113 §4.1); `length`: what it says of itself, if not the truth. */
export function frameBytes({ type, flags, stream, payload }: RawFrame, length = payload.length): Buffer {
  const head = Buffer.alloc(HEAD)
  head.writeUIntBE(length & 0xffffff, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream & 0x7fffffff, 5)
  return Buffer.concat([head, payload])
}

/** The frame at the front; `null`: it is not all there. */
export function readFrame(bytes: Buffer): RawFrame | null {
  if (bytes.length < HEAD) return null
  const size = bytes.readUIntBE(0, 3)
  if (bytes.length < HEAD + size) return null
  return {
    type: bytes[3] ?? 0,
    flags: bytes[4] ?? 0,
    stream: bytes.readUInt32BE(5) & 0x7fffffff,
    payload: bytes.subarray(HEAD, HEAD + size),
  }
}

/** The payload of `data` and `headers` without padding and priority. */
export function bare({ type, flags, payload }: RawFrame): Buffer {
  const padding = (flags & FLAGS.padded) === 0 ? 0 : (payload[0] ?? 0)
  const from = ((flags & FLAGS.padded) === 0 ? 0 : 1) + (type === FRAME_TYPES.headers && (flags & FLAGS.priority) !== 0 ? 5 : 0)
  return payload.subarray(from, Math.max(from, payload.length - padding))
} // prettier-ignore

/** Settings (RFC 9113 §6.5.2), by number. */
export const settingsPayload = (settings: readonly (readonly [number, number])[]): Buffer =>
  Buffer.concat(
    settings.map(([id, value]) => {
      const bytes = Buffer.alloc(6)
      bytes.writeUInt16BE(id)
      bytes.writeUInt32BE(value, 2)
      return bytes
    }),
  )

export const number32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
