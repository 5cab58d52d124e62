import type { VultrinoError } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import type { Inbound, Presented } from '../../pipeline/stages.ts'
import type { Connection } from './connection.node.ts'

/** What a request brings, besides what its connection knows. */
export interface InboundParts {
  readonly requestId: string
  readonly presented: Presented
  readonly alias: string | undefined
  readonly url: string
  readonly method: string
  readonly headers: HeaderList
  readonly body: AsyncIterable<Uint8Array> | null
  readonly bodyLength: number | null
}

/** A request as the pipeline takes it. The abort signal is made only when somebody asks for it. */
export class HttpInbound implements Inbound {
  readonly surface = 'http'
  readonly requestId: string
  readonly presented: Presented
  readonly ip: string | null
  readonly alias: string | undefined
  readonly url: string
  readonly method: string
  readonly headers: HeaderList
  readonly body: AsyncIterable<Uint8Array> | null
  readonly bodyLength: number | null
  readonly #connection: Connection

  constructor(connection: Connection, parts: InboundParts) {
    this.#connection = connection
    this.ip = connection.ip
    this.requestId = parts.requestId
    this.presented = parts.presented
    this.alias = parts.alias
    this.url = parts.url
    this.method = parts.method
    this.headers = parts.headers
    this.body = parts.body
    this.bodyLength = parts.bodyLength
  }

  get signal(): AbortSignal {
    return this.#connection.signal
  }

  cut(error: VultrinoError): void {
    this.#connection.cut(error)
  }
}
