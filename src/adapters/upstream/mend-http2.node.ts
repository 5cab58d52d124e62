import { subscribe } from 'node:diagnostics_channel'
import type { ClientHttp2Stream } from 'node:http2'
import { kHTTP2Stream } from './undici.node.ts'

let mended = false

/**
 * Only END_STREAM ends an answer over HTTP/2 (RFC 9113 §8.1). Where the target gives a stream up without it, with
 * NO_ERROR or CANCEL, Node reports no error but the end, and undici a complete answer. Here such a stream fails.
 */
export function mendHttp2(): void {
  if (mended) return
  mended = true
  subscribe('http2.client.stream.close', failIfCut)
}

/** `ended`: END_STREAM has come, though what came before it may not have been read yet. */
type Stream = ClientHttp2Stream & { readonly _readableState: { readonly ended: boolean } }

/** Called when a stream has closed, by either side, before Node ends it. */
function failIfCut(message: unknown): void {
  const { stream } = message as { readonly stream: Stream }
  if (stream._readableState.ended || !(kHTTP2Stream in stream)) return
  stream.destroy(Object.assign(new Error('the stream was given up'), { code: 'ERR_HTTP2_STREAM_CANCEL' }))
}
