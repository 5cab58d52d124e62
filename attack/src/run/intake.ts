import type { Duplex } from 'node:stream'
import type { Returned } from '../contract/proxy-under-test.ts'
import type { Peer } from '../upstreams/websocket/peer.ts'
import { readAnswer, type Reading } from './read-answer.ts'

/** All that comes by a connection that is to be a WebSocket: the answer to the handshake, then what the peer is fed with. */
export class Intake {
  ended: Returned['ended'] = 'complete'
  readonly #chunks: Buffer[] = []
  readonly #peer: Peer
  #reading: Reading | null = null
  #over = false
  #wake: (() => void) | null = null

  constructor(socket: Duplex, peer: Peer) {
    this.#peer = peer
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.finish(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'),
    )
    socket.on('end', () => this.finish('closed-early'))
    socket.on('close', () => this.finish('closed-early'))
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  finish(how: Returned['ended']): void {
    if (this.#over) return
    this.#over = true
    this.ended = how
    this.#peer.end()
    this.#wake?.()
  }

  /** The answer to the handshake; `null`: none came. What is no 101 has its body by then, if it has an end. */
  async answered(): Promise<Reading | null> {
    while (!this.#over && this.#reading?.complete !== true) await this.#news(null)
    return this.#reading
  }

  /** Resolves when nothing has come for some milliseconds, or it is over, or there is nothing to wait for. */
  async quiet(done: () => boolean, silence: number): Promise<void> {
    let size = this.#chunks.length
    for (let until = performance.now() + silence; !this.#over && !done() && performance.now() < until;) {
      await this.#news(until - performance.now())
      if (this.#chunks.length !== size) until = performance.now() + silence
      size = this.#chunks.length
    }
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk)
    if (this.#reading?.answer.status === 101) this.#peer.feed(chunk)
    else {
      const bytes = this.bytes
      this.#reading = readAnswer(bytes, 0, 'GET', false)
      if (this.#reading?.answer.status === 101) this.#peer.feed(bytes.subarray(this.#reading.bodyAt))
    }
    this.#wake?.()
  }

  async #news(within: number | null): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      if (within !== null) timer = setTimeout(resolve, Math.max(1, within))
    })
    clearTimeout(timer)
    this.#wake = null
  }
}
