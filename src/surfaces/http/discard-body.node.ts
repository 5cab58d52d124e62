import type { IncomingMessage } from 'node:http'

/** How much of an upload that nobody wants is read, so that the client gets to see its answer. */
const DISCARD_BYTES = 1024 * 1024
const DISCARD_MS = 2000

/**
 * Reads the rest of a request's body and forgets it, up to a limit in bytes and time. Closing a socket with
 * unread bytes in it makes the kernel send a reset, which can overtake the answer (RFC 9112 §9.6).
 * Resolves to whether the end was reached.
 */
export function discardBody(req: IncomingMessage): Promise<boolean> {
  if (req.complete || req.destroyed) {
    req.resume()
    return Promise.resolve(req.complete)
  }
  return new Promise((resolve) => {
    let size = 0
    const finish = (): void => {
      clearTimeout(timer)
      req.off('data', count)
      resolve(req.complete)
    }
    const count = (chunk: Uint8Array): void => {
      size += chunk.byteLength
      if (size > DISCARD_BYTES) finish()
    }
    const timer = setTimeout(finish, DISCARD_MS)
    req.once('end', finish).once('close', finish).once('error', finish)
    req.on('data', count).resume()
  })
}
