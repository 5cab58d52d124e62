/**
 * Undoes HTTP content codings (RFC 9110 §8.4) as a stream.
 */
export interface ContentDecoder {
  /** Codings that can be undone, lower case: `gzip`, `x-gzip`, `deflate`, `br`, `zstd`. */
  readonly codings: ReadonlySet<string>
  /**
   * Undoes one coding. Chunks in, chunks out, with back-pressure; what can be decoded so far is given out
   * without waiting for more input. Of gzip and zstd all members are decoded, NUL padding between and after them
   * is passed over. Throws `VultrinoError('unscannable_response')` on bytes that are not of that coding, or that
   * follow its end: nothing of a body is left out silently.
   */
  decode(coding: string, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  /**
   * Undoes one member of a coding handed over chunk by chunk, for who looks at a decoded copy and passes on the
   * original. Gives out all that some decoder could get from the bytes: checksums and sizes are not looked at.
   */
  open(coding: MemberCoding): Decoding
}

/** Codings that tell by themselves where they begin and end; `deflate` is zlib's. */
export type MemberCoding = 'gzip' | 'deflate' | 'zstd'

/** One member of a content coding being undone, from its first byte on. */
export interface Decoding {
  /**
   * Takes more bytes; each part that they decode to is handed to `onDecoded` and waited for. Resolves when all was:
   * `more` may follow, or the member `ended` before the last `rest` of the bytes, or is `broken`: what could be
   * decoded up to there was handed over.
   */
  write(chunk: Uint8Array, onDecoded: (decoded: Uint8Array) => Promise<void>): Promise<Written>
  /** How many bytes it decoded to so far; infinite where it broke and that could not be told. */
  readonly decoded: number
  /** Frees what it holds, and ends a `write` under way. Must be called. */
  close(): void
}

export type Written =
  | { readonly state: 'more' }
  | { readonly state: 'ended'; readonly rest: Uint8Array }
  | { readonly state: 'broken' }
