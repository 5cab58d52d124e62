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
}
