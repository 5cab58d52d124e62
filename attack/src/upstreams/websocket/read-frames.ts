import { constants, inflateRawSync } from 'node:zlib'
import { FRAME_OPS, type WebSocketMessage } from '../../contract/websocket.ts'
import { applyMask, WINDOW } from './write-frames.ts'

const MOST_INFLATED = 64 * 1024 * 1024
const TAIL = Buffer.from([0, 0, 0xff, 0xff])

interface ReadFrame {
  readonly fin: boolean
  readonly reserved: number
  readonly op: number
  readonly payload: Buffer
}

/**
 * Reads frames as the laxest of peers would: masked or not, reserved bits or not, before or after a close. What is illegal
 * is read all the same, so that a search sees what such a peer sees.
 */
export class FrameReader {
  /** Whole messages and control frames, in the order they ended. */
  readonly messages: WebSocketMessage[] = []
  /** Messages that say they are compressed, joined but not inflated: they may say it wrongly. */
  readonly compressed: Buffer[] = []
  /** A close frame has come. */
  closed = false
  #waiting: Buffer = Buffer.alloc(0)
  #open: { readonly op: number; readonly compressed: boolean; readonly parts: Buffer[] } | null = null
  #window: Buffer = Buffer.alloc(0)

  feed(chunk: Buffer): void {
    this.#waiting = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk])
    for (;;) {
      const read = readFrame(this.#waiting)
      if (read === null) return
      this.#waiting = this.#waiting.subarray(read.size)
      this.#take(read.frame)
    }
  }

  /** What has come of a message, or of a frame, that did not end. */
  rest(): Buffer {
    const cut = readFrame(this.#waiting, true)?.frame.payload ?? this.#waiting
    return Buffer.concat([...(this.#open?.parts ?? []), cut])
  }

  #take({ fin, reserved, op, payload }: ReadFrame): void {
    if (op >= 8) {
      if (op === FRAME_OPS.close) this.closed = true
      this.messages.push({ op, payload })
      return
    }
    // A new message in the middle of another, or a continuation of nothing: what came first ends.
    if (op !== FRAME_OPS.continuation || this.#open === null) {
      this.#end()
      this.#open = { op, compressed: (reserved & 4) !== 0, parts: [] }
    }
    this.#open.parts.push(payload)
    if (fin) this.#end()
  }

  #end(): void {
    if (this.#open === null) return
    const { op, compressed, parts } = this.#open
    const whole = Buffer.concat(parts)
    if (compressed) this.compressed.push(whole)
    this.messages.push({ op, payload: compressed ? this.#inflate(whole) : whole })
    this.#open = null
  }

  #inflate(whole: Buffer): Buffer {
    const bytes = Buffer.concat([whole, TAIL])
    for (const window of [this.#window, Buffer.alloc(0)]) {
      try {
        const inflated = inflateRawSync(bytes, {
          finishFlush: constants.Z_SYNC_FLUSH,
          maxOutputLength: MOST_INFLATED,
          ...(window.length > 0 ? { dictionary: window } : {}),
        })
        if (inflated.length === 0 && whole.length > 1) continue
        this.#window = Buffer.concat([this.#window, inflated]).subarray(-WINDOW)
        return inflated
      } catch {
        // With the window of the messages before, or without it: one of them fits, if it is compressed at all.
      }
    }
    return whole
  }
}

/** The frame at the front; `cut`: also one of which the end is not there. */
function readFrame(bytes: Buffer, cut = false): { readonly frame: ReadFrame; readonly size: number } | null {
  if (bytes.length < 2) return null
  const [first = 0, second = 0] = bytes
  const short = second & 127
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const masked = (second & 128) !== 0
  const from = 2 + lengthBytes + (masked ? 4 : 0)
  if (bytes.length < from) return null
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < from + length && !cut) return null
  const raw = bytes.subarray(from, from + length)
  const payload = masked ? applyMask(raw, bytes.subarray(from - 4, from)) : raw
  const frame = { fin: (first & 128) !== 0, reserved: (first >> 4) & 7, op: first & 15, payload }
  return { frame, size: from + length }
}
