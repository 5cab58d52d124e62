import type { HeaderList } from '../../domain/header-list.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { Presented } from '../../pipeline/stages.ts'
import type { ApiRequest } from '../api/api.ts'
import type { Connection } from './connection.node.ts'

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

  async body(limit: number): Promise<Uint8Array> {
    const announced = this.#bodyLength ?? 0
    // Before a client that asked first is told to go on.
    if (announced > limit) throw tooLarge(limit)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of this.#body ?? []) {
      size += chunk.byteLength
      if (size > limit) throw tooLarge(limit)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, size)
  }
}

const tooLarge = (limit: number): VultrinoError =>
  new VultrinoError('payload_too_large', {
    limit,
    hint: 'Send less; for POST /v1/execute, [server] max_body_size in the configuration sets what is left for the body of the request',
  })
