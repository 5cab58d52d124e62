import type { IncomingMessage } from 'node:http'
import { VultrinoError } from '../../domain/errors.ts'

/**
 * A request's body, to be read once. `onWanted` is called when reading begins.
 *
 * Not the IncomingMessage itself: whoever stops reading a stream early destroys it, and a destroyed
 * IncomingMessage takes the client's connection with it, so that a target which answers before it has read
 * everything (413, 401) would look like a crash of ours. Throws `cancelled` when the client goes away.
 */
export class RequestBody implements AsyncIterable<Uint8Array> {
  readonly #req: IncomingMessage
  readonly #onWanted: () => void
  #wanted = false

  constructor(req: IncomingMessage, onWanted: () => void) {
    this.#req = req
    this.#onWanted = onWanted
  }

  /** Whether somebody waits for bytes that the client has not sent. */
  get starved(): boolean {
    return this.#wanted && !this.#req.complete && this.#req.readableLength === 0
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    if (this.#wanted) throw new TypeError('a request body is read once')
    this.#wanted = true
    this.#onWanted()
    const chunks = this.#req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
    try {
      for await (const chunk of chunks) yield chunk
    } catch (thrown) {
      throw new VultrinoError('cancelled', {}, { cause: thrown })
    }
  }
}
