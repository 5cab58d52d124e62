import { subscribe } from 'node:diagnostics_channel'
import { constants, type ClientHttp2Stream } from 'node:http2'
import { kHTTP2Stream } from './undici.node.ts'

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR } = constants
let mended = false

/**
 * Puts two things right in what undici does over HTTP/2:
 *
 * - Only END_STREAM ends an answer (RFC 9113 §8.1). Where the target gives a stream up without it, with NO_ERROR or
 *   CANCEL, Node reports no error but the end, and undici a complete answer. Here such a stream fails.
 * - undici gives a request up by closing its stream with NO_ERROR and destroying it at once. Node sends no RST_STREAM
 *   then while a body is under way or bytes are being received: the target goes on, and once there is room again for
 *   the body that is gone, nghttp2 writes empty frames in a loop that never ends, until memory does. Here every stream
 *   that is given up is closed with CANCEL, which Node sends.
 */
export function mendHttp2(): void {
  if (mended) return
  mended = true
  subscribe('http2.client.stream.close', failIfCut)
  subscribe('http2.client.stream.created', closeWithReset)
}

/** `ended`: END_STREAM has come, though what came before it may not have been read yet. */
type Stream = ClientHttp2Stream & { readonly _readableState: { readonly ended: boolean } }

/** Called when a stream has closed, by either side, before Node ends it. */
function failIfCut(message: unknown): void {
  const { stream } = message as { readonly stream: Stream }
  if (stream._readableState.ended || !(kHTTP2Stream in stream)) return
  stream.destroy(Object.assign(new Error('the stream was given up'), { code: 'ERR_HTTP2_STREAM_CANCEL' }))
}

/** Called when a stream has been made. */
function closeWithReset(message: unknown): void {
  const { stream } = message as { readonly stream: Stream }
  const close = stream.close.bind(stream)
  stream.close = (code = NGHTTP2_NO_ERROR, callback) =>
    close(code === NGHTTP2_NO_ERROR ? NGHTTP2_CANCEL : code, callback)
}
