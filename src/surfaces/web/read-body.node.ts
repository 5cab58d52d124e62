import type { IncomingMessage } from 'node:http'
import { VultrinoError } from '../../domain/errors.ts'

/** Collects a form. Throws `payload_too_large` before it holds more than `limit` bytes, `cancelled` if the client is gone. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = (): VultrinoError =>
    new VultrinoError('payload_too_large', { limit, hint: 'No form of the web UI is that large' })
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge()
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    req.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      req.removeAllListeners('data')
      req.pause()
      reject(tooLarge())
    })
    req.once('end', () => resolve(joined(chunks, size)))
    req.once('close', () => reject(new VultrinoError('cancelled')))
    req.once('error', () => reject(new VultrinoError('cancelled')))
  })
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
