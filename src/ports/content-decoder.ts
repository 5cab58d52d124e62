/**
 * Undoes HTTP content codings (RFC 9110 §8.4) as a stream.
 */
export interface ContentDecoder {
  /** Codings that can be undone, lower case: `gzip`, `x-gzip`, `deflate`, `br`, `zstd`. */
  readonly codings: ReadonlySet<string>
  /**
   * Undoes one coding. Chunks in, chunks out, with back-pressure; what can be decoded so far is given out
   * without waiting for more input. Throws `VultrinoError('unscannable_response')` on bytes that are not of that coding.
   */
  decode(coding: string, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  /** Undoes one coding of bytes as they are handed over, for who looks at a decoded copy and passes on the original. */
  open(coding: string, onDecoded: (chunk: Uint8Array) => void): Decoding
}

/** A content coding being undone. */
export interface Decoding {
  /**
   * Takes more bytes; resolves when all that they decode to was handed to `onDecoded`. Resolves to false, from then
   * on at once, where the bytes are not of that coding or their end was reached.
   */
  write(chunk: Uint8Array): Promise<boolean>
  /** Frees what it holds. Must be called. */
  close(): void
}
