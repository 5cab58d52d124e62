import type { JsonValue } from '../../domain/credential.ts'
import { headerValue, type HeaderList } from '../../domain/header-list.ts'
import type { Secret } from '../../domain/secret.ts'
import { notOurs } from './failures.ts'
import { authorization } from './secret-parts.ts'
import type { ServerConnection } from './server-connection.node.ts'
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
      body: bytes === null ? null : once(bytes),
      bodyLength: bytes?.byteLength ?? null,
      patience: PATIENCE_MS,
      deadline: DEADLINE_MS,
    })
    const given = await collect(answer.body, MOST_BYTES)
    const code = headerValue(answer.headers, 'X-Vultrino-Error')
    if (code === 'no_such_endpoint')
      throw notOurs('it does not know this request, which a newer version would')
    if (code !== undefined) {
      const said = given.byteLength === 0 ? undefined : parseServerJson(given)
      throw errorFromServer(code, said, { known: {}, withKey: this.#key !== undefined })
    }
    if (answer.status < 200 || answer.status > 299) {
      throw notOurs(`it answers ${answer.status} without saying why`)
    }
    return parseServerJson(given)
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
}
