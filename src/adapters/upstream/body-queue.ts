/** What a queue asks of the connection behind it. */
export interface Flow {
  /** There is room again. */
  resume(): void
  /** Nobody will read the rest. */
  abandon(): void
}

/** Bytes kept for a reader that is slower than the target, before the connection is told to wait. */
const ENOUGH = 65_536

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined })

/** Chunks from a connection that pushes to a reader that pulls. Read once, by one reader. */
export class BodyQueue implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #flow: Flow
  #chunks: Uint8Array[] = []
  #first = 0
  #size = 0
  #paused = false
  #ended = false
  #failure: Error | undefined
  #reader: PromiseWithResolvers<IteratorResult<Uint8Array, undefined>> | undefined

  constructor(flow: Flow) {
    this.#flow = flow
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Takes a chunk; `false`: no more until `resume`. */
  push(chunk: Uint8Array): boolean {
    if (this.#ended) return true
    const reader = this.#reader
    if (reader !== undefined) {
      this.#reader = undefined
      reader.resolve({ done: false, value: chunk })
      return true
    }
    this.#chunks.push(chunk)
    this.#size += chunk.length
    this.#paused = this.#size >= ENOUGH
    return !this.#paused
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#reader?.resolve(DONE)
    this.#reader = undefined
  }

  /** What was received before the failure can still be read. */
  fail(failure: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.#reader?.reject(this.#takeFailure())
    this.#reader = undefined
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const chunk = this.#chunks[this.#first]
    if (chunk !== undefined) {
      this.#take(chunk)
      return Promise.resolve({ done: false, value: chunk })
    }
    if (this.#failure !== undefined) return Promise.reject(this.#takeFailure())
    if (this.#ended) return Promise.resolve(DONE)
    if (this.#reader !== undefined) return Promise.reject(new TypeError('an answer has one reader'))
    this.#reader = Promise.withResolvers()
    return this.#reader.promise
  }

  /** Ends the exchange, if it has not ended. */
  return(): Promise<IteratorReturnResult<undefined>> {
    const unread = !this.#ended
    this.#chunks = []
    this.#first = 0
    this.#failure = undefined
    this.end()
    if (unread) this.#flow.abandon()
    return Promise.resolve(DONE)
  }

  #take(chunk: Uint8Array): void {
    this.#first += 1
    this.#size -= chunk.length
    if (this.#first < this.#chunks.length) return
    this.#chunks = []
    this.#first = 0
    if (!this.#paused) return
    this.#paused = false
    this.#flow.resume()
  }

  /** As with any iterator, what comes after an error is the end. */
  #takeFailure(): Error {
    const failure = this.#failure ?? new TypeError('no failure')
    this.#failure = undefined
    return failure
  }
}
