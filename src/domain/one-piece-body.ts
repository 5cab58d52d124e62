/** Bytes that are there already, as the stream that a body is; none: a stream without a chunk. */
export async function* onePieceBody(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.byteLength > 0) yield await Promise.resolve(bytes)
}
