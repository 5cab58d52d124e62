import type { Decoding } from '../../ports/content-decoder.ts'
import { type Inflater, inflaterFor } from './inflaters.node.ts'

/** One coding being undone chunk by chunk, by an inflater that exists from the first byte on. */
export class ZlibDecoding implements Decoding {
  readonly #coding: string
  readonly #onDecoded: (chunk: Uint8Array) => void
  #inflater: Inflater | undefined
  #over = false
  /** Wakes who waits in `write` when the inflater will not answer any more. */
  #wake: () => void = () => undefined

  constructor(coding: string, onDecoded: (chunk: Uint8Array) => void) {
    this.#coding = coding
    this.#onDecoded = onDecoded
  }

  async write(chunk: Uint8Array): Promise<boolean> {
    if (this.#over || chunk.length === 0) return !this.#over
    const inflater = (this.#inflater ??= this.#opened(chunk[0] ?? 0))
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      inflater.write(chunk, () => resolve())
    })
    // The callback tells that all was decoded; what did not fit the buffer is handed over in later turns.
    while (this.#live && inflater.readableLength > 0) await new Promise((resolve) => setImmediate(resolve))
    return this.#live
  }

  get #live(): boolean {
    return !this.#over
  }

  close(): void {
    this.#stop()
    this.#inflater?.destroy()
  }

  #opened(first: number): Inflater {
    const stop = (): void => this.#stop()
    return inflaterFor(this.#coding, first)
      .on('data', this.#onDecoded)
      .on('error', stop)
      .on('end', stop)
      .on('close', stop)
  }

  #stop(): void {
    this.#over = true
    this.#wake()
  }
}
