import type { Duplex } from 'node:stream'
import { FRAME_TYPES } from '../../contract/http2.ts'
import type { Found, ReadAnswer, Returned } from '../../contract/proxy-under-test.ts'
import type { PlainField } from '../../upstreams/observer.ts'
import { bare, FLAGS, frameBytes, number32, PREFACE, readFrame, settingsPayload, type RawFrame } from './frame.ts' // prettier-ignore
import { FieldReader } from './hpack.ts'

/** What has come by one stream. */
interface Stream {
  readonly blocks: PlainField[][]
  readonly body: Buffer[]
  ended: boolean
  window: number
}

const MOST_WINDOW = 0x7fffffff
const FIRST_WINDOW = 65_535
const INITIAL_WINDOW = 4
const FRAME = 16_384
const NO_PUSH = [2, 0] as const

/** A client of HTTP/2 (RFC 9113) on a connection that stands. It reads whatever can be read, and answers what must be. */
export class Http2Client {
  ended: Returned['ended'] | null = null
  readonly #socket: Duplex
  readonly #chunks: Buffer[] = []
  readonly #streams = new Map<number, Stream>()
  readonly #fields = new FieldReader()
  readonly #began = performance.now()
  readonly #times: number[] = []
  #waiting: Buffer = Buffer.alloc(0)
  /** A block of fields whose end has not come. */
  #block: { readonly stream: number; readonly end: boolean; readonly parts: Buffer[] } | null = null
  #window = FIRST_WINDOW
  #streamWindow = FIRST_WINDOW
  #wake: (() => void)[] = []

  constructor(socket: Duplex) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#feed(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.finish(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'),
    )
    socket.on('end', () => this.finish('closed-early'))
    socket.on('close', () => this.finish('closed-early'))
  }

  /** Preface, settings that leave the other side all the room there is, and no push. */
  begin(): void {
    const settings = settingsPayload([NO_PUSH, [INITIAL_WINDOW, MOST_WINDOW]])
    this.write(
      Buffer.concat([
        PREFACE,
        frameBytes({ type: FRAME_TYPES.settings, flags: 0, stream: 0, payload: settings }),
        frameBytes({
          type: FRAME_TYPES.window,
          flags: 0,
          stream: 0,
          payload: number32(MOST_WINDOW - FIRST_WINDOW),
        }),
      ]),
    )
  }

  write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed && this.#socket.writable) this.#socket.write(bytes)
  }

  /** Sends a body within the windows of the other side. */
  async writeBody(id: number, body: Uint8Array, end: boolean): Promise<void> {
    const stream = this.#stream(id)
    for (let at = 0; at < body.length && this.ended === null && !stream.ended;) {
      const room = Math.min(this.#window, stream.window, FRAME, body.length - at)
      if (room <= 0) {
        await this.news()
        continue
      }
      this.#window -= room
      stream.window -= room
      const last = at + room === body.length
      this.write(
        frameBytes({
          type: FRAME_TYPES.data,
          flags: last && end ? FLAGS.endStream : 0,
          stream: id,
          payload: Buffer.from(body.subarray(at, at + room)),
        }),
      )
      at += room
    }
  }

  finish(how: Returned['ended']): void {
    this.ended ??= how
    this.#call()
  }

  /** Resolves when anything has come or the connection is over; at the latest after some milliseconds. */
  async news(within?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake.push(resolve)
      if (within !== undefined) timer = setTimeout(resolve, within)
    })
    clearTimeout(timer)
  }

  get size(): number {
    return this.#chunks.length
  }

  /** Whether the answer on a stream is all there, or will not be. */
  isDone = (id: number): boolean => this.#streams.get(id)?.ended ?? false

  /** Everything that came: bytes, fields as they read, and bodies. */
  found(): Found[] {
    const streams = [...this.#streams].flatMap(([id, { blocks, body }]): Found[] => [
      {
        where: `the fields of stream ${String(id)}`,
        bytes: Buffer.from(blocks.flat().map(([name, value]) => `${name}: ${value}\r\n`).join(''), 'latin1'),
      },
      { where: `the body of stream ${String(id)}`, bytes: Buffer.concat(body) },
    ]) // prettier-ignore
    return [{ where: 'socket', bytes: Buffer.concat(this.#chunks) }, ...streams]
  }

  /** The answer on a stream, as far as it has come; `null`: not even a status. */
  answer(id: number): ReadAnswer | null {
    const { blocks, body } = this.#streams.get(id) ?? { blocks: [], body: [] }
    const statuses = blocks.map((fields) => Number(fields.find(([name]) => name === ':status')?.[1]))
    const at = statuses.findIndex((status) => status >= 200)
    const status = statuses[at]
    if (status === undefined) return null
    const plain = (fields: readonly PlainField[] = []): PlainField[] =>
      fields.filter(([name]) => !name.startsWith(':'))
    return {
      status,
      reason: '',
      headers: plain(blocks[at]),
      body: Buffer.concat(body),
      trailers: plain(blocks[at + 1]),
      interim: statuses.slice(0, at),
    }
  }

  get times(): { readonly firstByte: number | null; readonly lastByte: number | null } {
    return { firstByte: this.#times[0] ?? null, lastByte: this.#times.at(-1) ?? null }
  }

  #stream(id: number): Stream {
    const stream = this.#streams.get(id) ?? { blocks: [], body: [], ended: false, window: this.#streamWindow }
    this.#streams.set(id, stream)
    return stream
  }

  #feed(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#waiting = Buffer.concat([this.#waiting, chunk])
    for (let frame = readFrame(this.#waiting); frame !== null; frame = readFrame(this.#waiting)) {
      this.#waiting = this.#waiting.subarray(9 + frame.payload.length)
      try {
        this.#take(frame)
      } catch {
        // What cannot be read (it is no HTTP/2, or a block is broken) ends the conversation; its bytes are kept.
        this.finish('closed-early')
        return
      }
    }
    this.#call()
  }

  #take(frame: RawFrame): void {
    const { type, flags, stream: id, payload } = frame
    const end = (flags & FLAGS.endStream) !== 0
    if (type === FRAME_TYPES.headers || type === FRAME_TYPES.continuation) {
      const parts = type === FRAME_TYPES.headers ? [bare(frame)] : [...(this.#block?.parts ?? []), payload]
      this.#block = { stream: id, end: type === FRAME_TYPES.headers ? end : (this.#block?.end ?? false), parts }
      if ((flags & FLAGS.endHeaders) !== 0) this.#endBlock()
    } else if (type === FRAME_TYPES.data) {
      const body = bare(frame)
      this.#stream(id).body.push(body)
      if (body.length > 0) this.#times.push(performance.now() - this.#began)
      if (end) this.#stream(id).ended = true
    } else if (type === FRAME_TYPES.reset) this.#stream(id).ended = true
    else if (type === FRAME_TYPES.settings && (flags & FLAGS.ack) === 0) this.#settle(payload)
    else if (type === FRAME_TYPES.ping && (flags & FLAGS.ack) === 0)
      this.write(frameBytes({ type, flags: FLAGS.ack, stream: 0, payload }))
    else if (type === FRAME_TYPES.window) {
      if (id === 0) this.#window += payload.readUInt32BE(0)
      else this.#stream(id).window += payload.readUInt32BE(0)
    }
  } // prettier-ignore

  #endBlock(): void {
    if (this.#block === null) return
    const { stream: id, end, parts } = this.#block
    this.#block = null
    const stream = this.#stream(id)
    stream.blocks.push(this.#fields.read(Buffer.concat(parts)))
    if (end) stream.ended = true
  }

  #settle(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== INITIAL_WINDOW) continue
      const window = payload.readUInt32BE(at + 2)
      for (const stream of this.#streams.values()) stream.window += window - this.#streamWindow
      this.#streamWindow = window
    }
    this.write(
      frameBytes({ type: FRAME_TYPES.settings, flags: FLAGS.ack, stream: 0, payload: Buffer.alloc(0) }),
    )
  }

  #call(): void {
    const wake = this.#wake
    this.#wake = []
    for (const each of wake) each()
  }
}
