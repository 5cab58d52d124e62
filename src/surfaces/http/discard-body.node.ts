import type { IncomingMessage } from 'node:http'

/** How much of an upload that nobody wants is read, and for how long. */
export interface Patience {
  readonly bytes: number
  readonly ms: number
}

/** After a refusal: enough for a client to see it. */
export const BRIEF: Patience = { bytes: 1024 * 1024, ms: 2000 }
/** After a target's own early answer: clients that got what they wanted still like to finish. */
export const LONG: Patience = { bytes: 64 * 1024 * 1024, ms: 10_000 }

/**
 * Reads the rest of a request's body and forgets it, up to a limit in bytes and time. Closing a socket with
 * unread bytes in it makes the kernel send a reset, which can overtake the answer (RFC 9112 §9.6).
 * Resolves to whether the end was reached.
 */
export function discardBody(req: IncomingMessage, patience: Patience): Promise<boolean> {
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
      if (size > patience.bytes) finish()
    }
    const timer = setTimeout(finish, patience.ms)
    req.once('end', finish).once('close', finish).once('error', finish)
    req.on('data', count).resume()
  })
}
