import type { HeaderList } from '../../domain/header-list.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Presented } from '../../pipeline/stages.ts'
import type { ApiRequest } from '../api/api.ts'
import { BodyBudget, type BodyShare } from './body-budget.ts'
import type { Connection } from './connection.node.ts'

/** Bodies of requests to the JSON API are read whole; all that are under way in this process have so many bytes. */
const BUDGET = new BodyBudget(64 * 1024 * 1024)
const FIRST_ROOM = 16 * 1024

/** What a request to the JSON API brings, besides what its connection knows. */
export interface ApiRequestParts {
  readonly requestId: string
  readonly presented: Presented
  readonly method: string
  readonly path: string
  readonly headers: HeaderList
  readonly body: AsyncIterable<Uint8Array> | null
  readonly bodyLength: number | null
}

/** A request as the JSON API takes it. */
export class HttpApiRequest implements ApiRequest {
  readonly requestId: string
  readonly presented: Presented
  readonly ip: string | null
  readonly method: string
  readonly path: string
  readonly headers: HeaderList
  readonly #body: AsyncIterable<Uint8Array> | null
  readonly #bodyLength: number | null
  readonly #connection: Connection
  #share: BodyShare | undefined

  constructor(connection: Connection, parts: ApiRequestParts) {
    this.#connection = connection
    this.ip = connection.ip
    this.requestId = parts.requestId
    this.presented = parts.presented
    this.method = parts.method
    this.path = parts.path
    this.headers = parts.headers
    this.#body = parts.body
    this.#bodyLength = parts.bodyLength
  }

  get signal(): AbortSignal {
    return this.#connection.signal
  }

  cut(error: VultrinoError): void {
    this.#connection.cut(error)
  }

  async body(limit: number, caller?: Principal): Promise<Uint8Array> {
    this.#share ??= BUDGET.share(nameOf(caller))
    const announced = this.#bodyLength ?? 0
    // Before a client that asked first is told to go on.
    if (announced > limit) throw tooLarge(limit)
    // Copied together as it comes: kept chunks can be far larger than what is in them.
    let room = Buffer.alloc(0)
    let size = 0
    for await (const chunk of this.#body ?? []) {
      const whole = size + chunk.byteLength
      if (whole > limit) throw tooLarge(limit)
      if (whole > room.byteLength)
        room = this.#larger(room.subarray(0, size), whole, this.#bodyLength ?? limit)
      room.set(chunk, size)
      size = whole
    }
    return room.subarray(0, size)
  }

  /** The request is over, and nobody needs its body any more. */
  release(): void {
    this.#share?.release()
  }

  /** Room for at least `needed` bytes, and for more, up to `most`. */
  #larger(content: Uint8Array, needed: number, most: number): Buffer<ArrayBuffer> {
    const bytes = Math.max(needed, Math.min(most, Math.max(FIRST_ROOM, content.byteLength * 2)))
    this.#share?.grow(bytes)
    // Not of the pool, of which a small part would keep the whole.
    const room = Buffer.allocUnsafeSlow(bytes)
    room.set(content)
    return room
  }
}

/** Those who are not named share one half. */
const nameOf = (caller: Principal | undefined): string =>
  caller?.kind === 'key' ? caller.keyId : (caller?.kind ?? '')

const tooLarge = (limit: number): VultrinoError =>
  new VultrinoError('payload_too_large', {
    limit,
    hint: 'Send less; for POST /v1/execute, [server] max_body_size in the configuration sets what is left for the body of the request',
  })
