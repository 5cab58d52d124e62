import type { ErrorDetails } from '../../domain/errors.ts'
import { headerValue, headerValues, type HeaderList } from '../../domain/header-list.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Target } from '../../domain/target.ts'
import { authorization } from './secret-parts.ts'
import type { ServerAnswer, ServerConnection } from './server-connection.node.ts'
import { errorFromServer } from './server-error.ts'
import { collect, parseServerJson } from './server-json.ts'

const MOST_ERROR_BYTES = 65_536

/** A request to a target, to be made by a server with one of its credentials. */
export interface ProxiedRequest {
  readonly alias: string
  readonly target: Target
  readonly method: string
  /** As the caller gave them, flat. */
  readonly headers: HeaderList
  readonly body: AsyncIterable<Uint8Array> | null
  readonly bodyLength: number | null
  readonly signal: AbortSignal
}

/** Fields that frame or route the message to the server, or say who calls it. */
const OURS =
  /^(?:authorization|connection|content-length|expect|host|http2-settings|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|x-vultrino-.*)$/i
/** Fields of the connection to the server; what the target said about its own is gone already. */
const OF_CONNECTION = /^(?:connection|keep-alive|transfer-encoding)$/i

/**
 * Has a server make a request. The answer is the target's own, as it comes; a refusal of the server's is thrown as
 * the error it is. Throws `server_unreachable`, `cancelled`.
 */
export async function sendThroughServer(
  connection: ServerConnection,
  key: Secret | undefined,
  { alias, target, method, headers, body, bodyLength, signal }: ProxiedRequest,
): Promise<ServerAnswer> {
  const answer = await connection.send({
    method,
    path: `/${target.href}`,
    headers: [...withoutOurs(headers), 'X-Vultrino-Credential', alias, ...authorization(key)],
    body,
    bodyLength,
    // How long a target may take is for the server to say.
    patience: 0,
    deadline: 0,
    signal,
  })
  const code = headerValue(answer.headers, 'X-Vultrino-Error')
  if (code === undefined) return { ...answer, headers: without(answer.headers, OF_CONNECTION) }
  const said = await collect(answer.body, MOST_ERROR_BYTES)
  const known: ErrorDetails = { alias, origin: target.origin }
  // An answer to HEAD has no body.
  const json = said.byteLength === 0 ? undefined : parseServerJson(said)
  throw errorFromServer(code, json, {
    known,
    withKey: key !== undefined,
    requestId: headerValue(answer.headers, 'X-Vultrino-Request-Id'),
  })
}

function withoutOurs(headers: HeaderList): string[] {
  const named = headerValues(headers, 'connection').flatMap((value) => value.split(','))
  const options = new Set(named.map((name) => name.trim().toLowerCase()))
  return pairs(headers)
    .filter(([name]) => !OURS.test(name) && !options.has(name.toLowerCase()))
    .flat()
}

function without(headers: HeaderList, names: RegExp): HeaderList {
  return pairs(headers)
    .filter(([name]) => !names.test(name))
    .flat()
}

function pairs(headers: HeaderList): [string, string][] {
  const found: [string, string][] = []
  for (let i = 0; i + 1 < headers.length; i += 2) found.push([headers[i] ?? '', headers[i + 1] ?? ''])
  return found
}
