import type { Readable, Writable } from 'node:stream'
import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/server'
import { LineReader } from './line-reader.node.ts'
import { readLine, TOO_LONG, type Unreadable } from './read-message.ts'

export interface LineStreams {
  readonly input: Readable
  readonly output: Writable
}

/** Largest message a client may send, bytes. */
const LONGEST_LINE = 32 * 1024 * 1024
/** How many requests may be under way; no more is read before one of them is answered. */
const MOST_PENDING = 2048

type Id = string | number

/**
 * One JSON-RPC message a line (MCP, stdio transport). What cannot be read is answered and passed over; while nobody takes
 * the answers nothing more is read. When the input ends, requests under way may still be answered before it closes.
 */
export class LineTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void
  /** Resolves when it is closed, by whichever side, and what was sent is written. */
  readonly closed: Promise<void>

  readonly #input: Readable
  readonly #output: Writable
  readonly #drainMs: number
  readonly #reader: LineReader
  readonly #pending = new Set<Id>()
  readonly #ended = Promise.withResolvers<undefined>()
  #isClosed = false
  #isDraining = false

  /** `drainMs`: how long requests under way may still take once the input has ended. */
  constructor({ input, output }: LineStreams, drainMs: number) {
    this.#input = input
    this.#output = output
    this.#drainMs = drainMs
    this.closed = this.#ended.promise
    this.#reader = new LineReader(LONGEST_LINE, {
      line: (text) => this.#take(text),
      tooLong: () => this.#write(TOO_LONG),
    })
  }

  start(): Promise<void> {
    this.#input.on('data', (chunk: Buffer) => {
      this.#reader.push(chunk)
      this.#pace()
    })
    this.#input.on('end', () => this.#end())
    this.#input.on('close', () => this.#end())
    this.#input.on('error', () => void this.close())
    // Nobody takes the answers any more.
    this.#output.on('error', () => void this.close())
    this.#output.on('drain', () => this.#pace())
    return Promise.resolve()
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.#write(message)
    if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) this.#settle(message.id)
    return Promise.resolve()
  }

  /** Lets requests under way end for so long, then closes; asked again, whichever time is over first counts. */
  drain(timeoutMs: number): Promise<void> {
    this.#input.pause()
    this.#isDraining = true
    if (this.#pending.size === 0) return this.close()
    const timer = setTimeout(() => void this.close(), timeoutMs)
    void this.closed.then(() => clearTimeout(timer))
    return this.closed
  }

  close(): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.#isClosed = true
    this.#input.pause()
    this.onclose?.()
    if (this.#output.destroyed || this.#output.writableNeedDrain) this.#ended.resolve(undefined)
    else this.#output.write('', () => this.#ended.resolve(undefined))
    return Promise.resolve()
  }

  /** Nothing more will come. */
  #end(): void {
    this.#reader.end()
    void this.drain(this.#drainMs)
  }

  #take(text: string): void {
    if (this.#isClosed) return
    const { messages, unreadable } = readLine(text)
    for (const one of unreadable) this.#write(one)
    for (const message of messages) {
      if (isJSONRPCRequest(message)) {
        // One that listens is not answered before the end.
        if (message.method !== 'subscriptions/listen') this.#pending.add(message.id)
      } else if ('method' in message && message.method === 'notifications/cancelled') {
        // What was taken back is not answered.
        const id = message.params?.['requestId']
        if (typeof id === 'string' || typeof id === 'number') this.#settle(id)
      }
      this.onmessage?.(message)
    }
  }

  #settle(id: Id | undefined): void {
    if (id !== undefined) this.#pending.delete(id)
    if (this.#isDraining && this.#pending.size === 0) void this.close()
    else this.#pace()
  }

  #write(message: JSONRPCMessage | Unreadable): void {
    if (!this.#isClosed && !this.#output.destroyed) this.#output.write(`${JSON.stringify(message)}\n`)
  }

  /** Reads no faster than answers are made and taken. */
  #pace(): void {
    if (this.#isClosed || this.#isDraining) return
    const full = this.#output.writableNeedDrain || this.#pending.size >= MOST_PENDING
    if (full) this.#input.pause()
    else if (this.#input.isPaused()) this.#input.resume()
  }
}
