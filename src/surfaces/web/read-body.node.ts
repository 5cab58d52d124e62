import type { IncomingMessage } from 'node:http'
import { VultrinoError } from '../../domain/errors.ts'

/**
 * What a form brings, read once somebody asks for it, so that whoever is not let in fills no memory of ours. Throws
 * `payload_too_large` where it says itself that it is longer than `limit` bytes; the stream fails with that where it is,
 * and with `cancelled` if the client is gone.
 */
export function bodyOf(req: IncomingMessage, limit: number): ReadableStream<Uint8Array> {
  const tooLarge = (): VultrinoError =>
    new VultrinoError('payload_too_large', { limit, hint: 'No form of the web UI is that large' })
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge()
  let size = 0
  let begun = false
  let over = false

  const begin = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const end = (how: () => void): void => {
      if (over) return
      over = true
      how()
    }
    req.on('data', (chunk: Uint8Array) => {
      // Whoever answers without the rest of it reads that away.
      if (over) return
      size += chunk.byteLength
      req.pause()
      if (size > limit) end(() => controller.error(tooLarge()))
      else controller.enqueue(chunk)
    })
    req.once('end', () => end(() => controller.close()))
    const gone = (): void => end(() => controller.error(new VultrinoError('cancelled')))
    req.once('close', gone).once('error', gone)
    if (req.destroyed) gone()
  }

  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (!begun) {
          begun = true
          begin(controller)
        }
        if (!over) req.resume()
      },
      cancel: () => {
        over = true
        req.pause()
      },
    },
    { highWaterMark: 0 },
  )
}
