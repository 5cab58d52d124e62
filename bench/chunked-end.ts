/** Finds where a chunked HTTP/1.1 body ends (RFC 9112, 7.1), fed piece by piece; looks at no data byte. */
export class ChunkedEnd {
  #state: 'size' | 'extension' | 'data' | 'trailer' = 'size'
  #left = 0
  #lineLength = 0

  /** Reads `bytes[from, to)`. Returns the index just after the body, or -1 while it goes on. */
  feed(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to) {
      if (this.#state === 'data') {
        const skipped = Math.min(this.#left, to - at)
        this.#left -= skipped
        at += skipped
        if (this.#left === 0) this.#state = 'size'
        continue
      }
      const byte = bytes[at++] ?? 0
      if (this.#state === 'trailer') {
        if (byte === 0x0a) {
          if (this.#lineLength === 0) return at
          this.#lineLength = 0
        } else if (byte !== 0x0d) this.#lineLength++
      } else if (byte === 0x0a) this.#endOfSize()
      else if (this.#state === 'size') this.#digit(byte)
    }
    return -1
  }

  #digit(byte: number): void {
    const digit = byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57
    if (digit >= 0 && digit < 16) this.#left = this.#left * 16 + digit
    else this.#state = 'extension'
  }

  #endOfSize(): void {
    if (this.#left === 0) {
      this.#state = 'trailer'
      this.#lineLength = 0
    } else {
      this.#state = 'data'
      this.#left += 2 // the line break after the data
    }
  }
}
