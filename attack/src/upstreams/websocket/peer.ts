import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { FRAME_OPS, type Frame, type Play, type WebSocketMessage } from '../../contract/websocket.ts'
import { fill, type Lookup } from '../../laboratory/fill.ts'
import { FrameReader } from './read-frames.ts'
import { FrameWriter } from './write-frames.ts'

export interface PeerPlan {
  readonly socket: Duplex
  /** Callers mask. */
  readonly masks: boolean
  readonly lookup: Lookup
  /** Bytes for each write. */
  readonly piece?: number
}

/** One side of a WebSocket: plays what data says, and reads what comes. Its owner feeds it. */
export class Peer {
  readonly reader = new FrameReader()
  /** Whole messages it sent, and payloads of control frames; not what no peer could read. */
  readonly sent: WebSocketMessage[] = []
  readonly #plan: PeerPlan
  readonly #writer: FrameWriter
  /** Closed from the other side, by a frame or by the end of the connection. */
  #over = false
  #wake: (() => void)[] = []
  #echoed = 0

  constructor(plan: PeerPlan) {
    this.#plan = plan
    this.#writer = new FrameWriter(plan.masks, plan.lookup)
  }

  feed(chunk: Buffer): void {
    this.reader.feed(chunk)
    this.#call()
  }

  /** The connection has ended, or nobody waits any more. */
  end(): void {
    this.#over = true
    this.#call()
  }

  /** Plays all of it, or until the other side is gone. */
  async play(parts: readonly Play[]): Promise<void> {
    for (const part of parts) {
      if (this.#over) return
      if ('op' in part) await this.#send(part)
      else if ('bytes' in part) await this.#write(fill(part.bytes, this.#plan.lookup))
      else if ('wait' in part) await wait(part.wait)
      else if ('hear' in part) await this.#heard(part.hear)
      else await this.#echo(part.echo)
    }
  }

  /** The bytes of these parts, for what goes out in one write with something else. */
  bytesOf(parts: readonly Play[]): Buffer {
    return Buffer.concat(
      parts.flatMap((part) =>
        'op' in part ? this.#made(part) : 'bytes' in part ? [fill(part.bytes, this.#plan.lookup)] : [],
      ),
    )
  }

  async close(): Promise<void> {
    if (!this.#over) await this.#send({ op: 'close' })
  }

  /** Resolves when a close frame has come or the connection ended, at the latest after some milliseconds. */
  async closed(within: number): Promise<void> {
    const until = performance.now() + within
    while (!this.#over && !this.reader.closed && performance.now() < until)
      await this.#news(until - performance.now())
  }

  get #data(): readonly WebSocketMessage[] {
    return this.reader.messages.filter(({ op }) => op < FRAME_OPS.close)
  }

  async #heard(count: number): Promise<void> {
    while (!this.#over && !this.reader.closed && this.#data.length < count) await this.#news()
  }

  async #echo(count: number): Promise<void> {
    for (const until = this.#echoed + count; this.#echoed < until; this.#echoed += 1) {
      await this.#heard(this.#echoed + 1)
      const message = this.#data[this.#echoed]
      if (message === undefined) return
      await this.#send({ op: message.op, payload: { hex: Buffer.from(message.payload).toString('hex') } })
    }
  }

  #made(frame: Frame): readonly Buffer[] {
    const { frames, payload, op } = this.#writer.write(frame)
    if (frame.fin !== false && frame.length === undefined) this.sent.push({ op, payload })
    return frames
  }

  async #send(frame: Frame): Promise<void> {
    // One write for each frame: that is where programs cut.
    for (const bytes of this.#made(frame)) await this.#write(bytes)
  }

  async #write(bytes: Buffer): Promise<void> {
    const { socket, piece = Math.max(1, bytes.length) } = this.#plan
    for (let at = 0; at < bytes.length && !this.#over; at += piece) {
      if (socket.destroyed || socket.write(bytes.subarray(at, at + piece))) continue
      // A side that stops reading must not stop the other from saying so.
      await Promise.race([once(socket, 'drain').catch(() => undefined), wait(2000)])
    }
  }

  async #news(within = 60_000): Promise<void> {
    const timer = new AbortController()
    await Promise.race([
      new Promise<void>((resolve) => this.#wake.push(resolve)),
      wait(within, undefined, { signal: timer.signal }).catch(() => undefined),
    ])
    timer.abort()
  }

  #call(): void {
    const wake = this.#wake
    this.#wake = []
    for (const each of wake) each()
  }
}
