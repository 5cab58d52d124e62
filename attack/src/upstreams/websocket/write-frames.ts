import { randomBytes } from 'node:crypto'
import { constants, deflateRawSync } from 'node:zlib'
import { FRAME_OPS, type Frame } from '../../contract/websocket.ts'
import { fill, type Lookup } from '../../laboratory/fill.ts'

/** Bytes of the window that a compressor may look back (RFC 7692 §7.1.2). */
export const WINDOW = 32 * 1024
const TAIL = 4
const COMPRESSED = 4

/** Writes frames (RFC 6455 §5.2) for one side of a connection, whose compressed messages may share a window. */
export class FrameWriter {
  readonly #masks: boolean
  readonly #lookup: Lookup
  #window: Buffer = Buffer.alloc(0)

  constructor(masks: boolean, lookup: Lookup) {
    this.#masks = masks
    this.#lookup = lookup
  }

  /** The frame, or all the frames it is cut into; and what it says, as a reader would have it. */
  write(frame: Frame): { readonly frames: readonly Buffer[]; readonly payload: Buffer; readonly op: number } {
    const op = typeof frame.op === 'number' ? frame.op : FRAME_OPS[frame.op]
    const payload = this.#payload(frame)
    const sent = frame.deflate === undefined ? payload : this.#deflate(payload, frame.deflate === 'shared')
    const reserved = frame.reserved ?? (frame.deflate === undefined ? 0 : COMPRESSED)
    if (frame.cut === undefined) {
      return { frames: [this.#frame(frame, op, reserved, frame.fin ?? true, sent)], payload, op }
    }
    const frames: Buffer[] = []
    for (let at = 0; at === 0 || at < sent.length; at += frame.cut) {
      const last = at + frame.cut >= sent.length
      const piece = sent.subarray(at, at + frame.cut)
      frames.push(
        at === 0
          ? this.#frame(frame, op, reserved, last && (frame.fin ?? true), piece)
          : this.#frame(frame, FRAME_OPS.continuation, 0, last && (frame.fin ?? true), piece),
      )
      if (at === 0 && frame.between !== undefined) frames.push(...this.write(frame.between).frames)
    }
    return { frames, payload, op }
  }

  #payload({ op, code, payload }: Frame): Buffer {
    const given = fill(payload ?? '', this.#lookup)
    if (op !== 'close' || code === null) return given
    const head = Buffer.alloc(2)
    head.writeUInt16BE(code ?? 1000)
    return Buffer.concat([head, given])
  }

  #deflate(payload: Buffer, shared: boolean): Buffer {
    const dictionary = shared && this.#window.length > 0 ? { dictionary: this.#window } : {}
    const whole = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH, ...dictionary })
    if (shared) this.#window = Buffer.concat([this.#window, payload]).subarray(-WINDOW)
    return whole.subarray(0, whole.length - TAIL)
  }

  #frame({ mask, length, wide }: Frame, op: number, reserved: number, fin: boolean, payload: Buffer): Buffer {
    const masked = mask ?? this.#masks
    const size = length ?? payload.length
    const bytes = wide ?? (size < 126 ? 0 : size < 65_536 ? 2 : 8)
    const head = Buffer.alloc(2 + bytes)
    head[0] = (fin ? 128 : 0) | ((reserved & 7) << 4) | (op & 15)
    head[1] = (masked ? 128 : 0) | (bytes === 0 ? size : bytes === 2 ? 126 : 127)
    if (bytes === 2) head.writeUInt16BE(size & 0xffff, 2)
    if (bytes === 8) head.writeBigUInt64BE(BigInt(size), 2)
    if (!masked) return Buffer.concat([head, payload])
    const key = randomBytes(4)
    return Buffer.concat([head, key, applyMask(payload, key)])
  }
}

/** Masks, or takes a mask away (RFC 6455 §5.3). */
export function applyMask(payload: Uint8Array, key: Uint8Array): Buffer {
  const changed = Buffer.from(payload)
  for (let at = 0; at < changed.length; at += 1)
    changed[at] = (changed[at] as number) ^ (key[at & 3] as number)
  return changed
}
