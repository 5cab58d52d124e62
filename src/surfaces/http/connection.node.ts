import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { VultrinoError } from '../../domain/errors.ts'

/** One request and its answer on a connection. */
export interface Exchange {
  /** Carries it out. Never rejects. */
  run(): Promise<void>
  /** Whether bytes of its request are still to come. */
  readonly receiving: boolean
  /** Whether its answer has begun. */
  readonly answering: boolean
  /** Nothing was read or written for as long as a connection may be silent. */
  stalled(): void
  /** Calls back when its answer has left the process; at once if it has. */
  whenFlushed(callback: () => void): void
}

/** More requests than this, sent ahead of their answers, are not a client's impatience. */
export const MAX_PIPELINED = 100

/**
 * What is known of one client connection. Its exchanges run one after the other: pipelined requests are not
 * all safe to overlap (RFC 9112 §9.3.2), and a connection is one request's worth of load.
 */
export class Connection {
  readonly socket: Socket
  readonly ip: string | null
  /** Whether the caller at the other end is the OS user who runs this server, once known. */
  isOwner: boolean | undefined
  /** What arrived on it was no HTTP: nothing more is read from it. */
  refused = false
  #current: Exchange | undefined
  #last: Exchange | undefined
  readonly #waiting: Exchange[] = []
  #controller: AbortController | undefined
  #wake: (() => void) | undefined
  #idle: (() => void) | undefined

  constructor(socket: Socket) {
    this.socket = socket
    this.ip = socket.remoteAddress ?? null
    socket.once('close', () => this.#closed())
  }

  get closed(): boolean {
    return this.socket.destroyed
  }

  get current(): Exchange | undefined {
    return this.#current
  }

  /** How many requests wait for the current one. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Aborts when the client is gone before the current exchange has ended. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.closed) this.abort()
    return this.#controller.signal
  }

  /** Ends the current exchange from the client's side. */
  abort(): void {
    this.#end(new VultrinoError('cancelled'))
  }

  /**
   * Ends the current exchange from ours: it fails with `error` where no answer has begun, and is broken off where one
   * has, whether or not its client reads.
   */
  cut(error: VultrinoError): void {
    this.#end(error)
    this.#wake?.()
  }

  enter(exchange: Exchange): void {
    if (this.#current === undefined) this.#run(exchange)
    else this.#waiting.push(exchange)
  }

  /** Calls back, once, when no exchange is under way or waiting; at once if that is so now. One caller at a time. */
  whenIdle(callback: () => void): void {
    if (this.#current === undefined) callback()
    else this.#idle = callback
  }

  /** Ends the connection once nothing is under way on it and its answers have left. */
  closeWhenIdle(): void {
    this.whenIdle(() => {
      if (this.#last === undefined) this.socket.destroy()
      else this.#last.whenFlushed(() => this.socket.destroySoon())
    })
  }

  /** Resolves when more can be written, or the client is gone. */
  drained(res: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      // What was cut is not written to its end either.
      if (this.closed || this.#controller?.signal.aborted === true) {
        resolve()
        return
      }
      this.#wake = resolve
      res.once('drain', resolve)
    })
  }

  /** The silence limit was reached: what that means depends on whom we are waiting for. */
  stalled(): void {
    if (this.#current === undefined) this.socket.destroy()
    else this.#current.stalled()
  }

  readonly #next = (): void => {
    this.#last = this.#current
    this.#current = undefined
    // A signal that never fired serves the next exchange as well: whoever listened has stopped by now.
    if (this.#controller?.signal.aborted === true) this.#controller = undefined
    this.#wake = undefined
    const exchange = this.#waiting.shift()
    if (exchange !== undefined) {
      this.#run(exchange)
      return
    }
    const idle = this.#idle
    this.#idle = undefined
    idle?.()
  }

  #run(exchange: Exchange): void {
    this.#current = exchange
    void exchange.run().then(this.#next)
  }

  #end(error: VultrinoError): void {
    this.#controller ??= new AbortController()
    this.#controller.abort(error)
  }

  #closed(): void {
    this.#waiting.length = 0
    if (this.#current !== undefined) this.abort()
    this.#wake?.()
  }
}
