const NEWLINE = 0x0a

/** What a line reader finds. */
export interface LineSink {
  /** A line, without its end. */
  line(text: string): void
  /** A line that was longer than may be; it was dropped as it came. */
  tooLong(): void
}

/** Cuts bytes into lines of text, of which no more than `limit` bytes are ever kept. */
export class LineReader {
  readonly #limit: number
  readonly #sink: LineSink
  #kept: Buffer[] = []
  #size = 0
  #dropping = false

  constructor(limit: number, sink: LineSink) {
    this.#limit = limit
    this.#sink = sink
  }

  push(chunk: Buffer): void {
    let start = 0
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start)
      if (end === -1) break
      this.#keep(chunk.subarray(start, end))
      this.end()
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
  }

  /** What was kept is a line, though nothing ended it. */
  end(): void {
    const [kept, dropped] = [this.#kept, this.#dropping]
    this.#kept = []
    this.#size = 0
    this.#dropping = false
    if (dropped) this.#sink.tooLong()
    else if (kept.length > 0) this.#sink.line(Buffer.concat(kept).toString('utf8'))
  }

  #keep(part: Buffer): void {
    if (this.#dropping || part.byteLength === 0) return
    this.#size += part.byteLength
    if (this.#size > this.#limit) {
      this.#dropping = true
      this.#kept = []
    } else {
      // The stream may use its buffer again.
      this.#kept.push(Buffer.from(part))
    }
  }
}
