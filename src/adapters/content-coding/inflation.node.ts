import type { Inflater } from './inflaters.node.ts'
import type { Framing } from './member-framing.ts'

/**
 * One inflater at work: bytes in, all that they decode to out, at its reader's pace. `framing`: tells where the coded
 * stream ends, if the inflater itself does not.
 */
export class Inflation {
  readonly #inflater: Inflater
  readonly #framing: Framing | null
  #ended = false
  #error: Error | undefined
  #wake: () => void = () => undefined

  constructor(inflater: Inflater, framing: Framing | null = null) {
    this.#framing = framing
    const over = (): void => {
      this.#ended = true
      this.#wake()
    }
    this.#inflater = inflater
      .on('readable', () => this.#wake())
      .on('end', over)
      .on('close', over)
      .on('error', (error) => {
        this.#error = error
        this.#wake()
      })
  }

  /**
   * Yields what the chunk decodes to. Returns what follows the coded stream, or `null` while it goes on: an end that
   * falls together with the chunk's is known only from the next chunk. Throws what `node:zlib` does on bad data.
   */
  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array, Uint8Array | null> {
    const inflater = this.#inflater
    const framing = this.#framing
    const part = framing === null ? chunk : chunk.subarray(0, framing.take(chunk))
    const before = inflater.bytesWritten
    let taken = part.length === 0
    if (!taken) {
      inflater.write(part, () => {
        taken = true
        this.#wake()
      })
    }
    yield* this.#decoded(() => taken)
    const rest = chunk.subarray(framing === null ? inflater.bytesWritten - before : part.length)
    const over = framing === null ? this.#ended || rest.length > 0 : framing.over
    return over ? rest : null
  }

  /** Yields the last of it. Throws if the coded stream is not whole. */
  async *end(): AsyncGenerator<Uint8Array, undefined> {
    this.#inflater.end()
    yield* this.#decoded(() => false)
  }

  close(): void {
    this.#inflater.destroy()
  }

  async *#decoded(isOver: () => boolean): AsyncGenerator<Uint8Array, undefined> {
    for (;;) {
      const chunk = this.#inflater.read() as Uint8Array | null
      if (chunk !== null) yield chunk
      else if (this.#error !== undefined) throw this.#error
      else if (this.#ended || isOver()) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
