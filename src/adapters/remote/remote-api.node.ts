import type { JsonValue } from '../../domain/credential.ts'
import { headerValue, type HeaderList } from '../../domain/header-list.ts'
import type { Secret } from '../../domain/secret.ts'
import { onePieceBody } from '../../domain/one-piece-body.ts'
import { notOurs } from './failures.ts'
import { authorization } from './secret-parts.ts'
import type { ServerAnswer, ServerConnection } from './server-connection.node.ts'
import { errorFromServer } from './server-error.ts'
import { collect, MOST_BYTES, parseServerJson } from './server-json.ts'

const PATIENCE_MS = 30_000
const DEADLINE_MS = 120_000

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Under `/v1/`. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: HeaderList
}

export interface OpenCall {
  /** Under `/v1/`. */
  readonly path: string
  readonly headers?: HeaderList
  readonly signal?: AbortSignal
}

/** Calls of the JSON API of one server, as whoever the key makes one. */
export class RemoteApi {
  readonly #connection: ServerConnection
  readonly #key: Secret | undefined

  constructor(connection: ServerConnection, key: Secret | undefined) {
    this.#connection = connection
    this.#key = key
  }

  /** The JSON of a successful answer. Throws the error that the server answers with, and `server_unreachable`. */
  async call({ method, path, body, headers = [] }: ApiCall): Promise<JsonValue> {
    const bytes = body === undefined ? null : new TextEncoder().encode(JSON.stringify(body))
    const answer = await this.#connection.send({
      method,
      path: `/v1/${path}`,
      headers: [
        'Accept',
        'application/json',
        ...(bytes === null ? [] : ['Content-Type', 'application/json']),
        ...headers,
        ...authorization(this.#key),
      ],
      body: bytes === null ? null : onePieceBody(bytes),
      bodyLength: bytes?.byteLength ?? null,
      patience: PATIENCE_MS,
      deadline: DEADLINE_MS,
    })
    await this.#refuse(answer)
    return parseServerJson(await collect(answer.body, MOST_BYTES))
  }

  /** A successful answer as it comes, however long that takes. Throws the same, and `cancelled`. */
  async open({ path, headers = [], signal }: OpenCall): Promise<AsyncIterable<Uint8Array>> {
    const answer = await this.#connection.send({
      method: 'GET',
      path: `/v1/${path}`,
      headers: [...headers, ...authorization(this.#key)],
      body: null,
      bodyLength: null,
      patience: PATIENCE_MS,
      deadline: 0,
      ...(signal === undefined ? {} : { signal }),
    })
    await this.#refuse(answer)
    return answer.body
  }

  /** Throws what an answer refuses with. */
  async #refuse({ status, headers, body }: ServerAnswer): Promise<void> {
    const code = headerValue(headers, 'X-Vultrino-Error')
    if (code === undefined && status >= 200 && status <= 299) return
    const given = await collect(body, MOST_BYTES)
    if (code === 'no_such_endpoint')
      throw notOurs('it does not know this request, which a newer version would')
    if (code === undefined) throw notOurs(`it answers ${status} without saying why`)
    const said = given.byteLength === 0 ? undefined : parseServerJson(given)
    throw errorFromServer(code, said, {
      known: {},
      withKey: this.#key !== undefined,
      requestId: headerValue(headers, 'X-Vultrino-Request-Id'),
    })
  }
}
