import * as http from 'node:http'
import { VultrinoError } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import { notOurs, unreachable } from './failures.ts'
import type { ServerAddress } from './server-address.ts'

const CONNECT_TIMEOUT_MS = 10_000
const MOST_HEADER_BYTES = 262_144
/** Interim answers (RFC 9110 §15.2) to one request. */
const MOST_INTERIM = 1000

/** One request to a server. */
export interface ServerRequest {
  readonly method: string
  /** The request target, as it goes on the wire. */
  readonly path: string
  /** Flat; without `Host` and what frames the message. */
  readonly headers: HeaderList
  readonly body: AsyncIterable<Uint8Array> | null
  /** Bytes, where it is known. */
  readonly bodyLength: number | null
  /** Milliseconds in which something must happen on the connection; 0: however long it takes. */
  readonly patience: number
  /** Milliseconds in which the whole answer must be there; 0: however long it takes. */
  readonly deadline: number
  readonly signal?: AbortSignal
}

/** Its answer, whatever the status. Redirects are answers: the key goes to nobody but the server that was named. */
export interface ServerAnswer {
  readonly status: number
  readonly statusText: string
  /** As on the wire, in order, with repeats. */
  readonly headers: HeaderList
  /** Throws `server_unreachable` if it breaks off, `cancelled`. */
  readonly body: AsyncIterable<Uint8Array>
  /** Once the body has ended. */
  trailers(): HeaderList
}

/** Requests to one server. Each has a connection of its own: a command makes one or two. */
export class ServerConnection {
  readonly #address: ServerAddress
  readonly #open = new Set<http.ClientRequest>()

  constructor(address: ServerAddress) {
    this.#address = address
  }

  /** Throws `server_unreachable`, `cancelled`, and what reading the request's body throws. */
  async send(request: ServerRequest): Promise<ServerAnswer> {
    const exchange = await this.#start(request)
    this.#open.add(exchange)
    exchange.once('close', () => this.#open.delete(exchange))
    const failure = (thrown: unknown): VultrinoError =>
      request.signal?.aborted === true
        ? new VultrinoError('cancelled')
        : unreachable(exchange.socket?.errored ?? thrown)
    const answer = finalAnswer(exchange)
    const uploaded = upload(exchange, request.body)
    // A body of ours that fails ends the exchange, also where it was answered already.
    uploaded.catch(() => exchange.destroy())
    try {
      const response = await Promise.race([answer, uploaded.then(() => answer)])
      return {
        status: response.statusCode ?? 0,
        statusText: response.statusMessage ?? '',
        headers: response.rawHeaders,
        body: bodyOf(response, failure),
        trailers: () => response.rawTrailers,
      }
    } catch (thrown) {
      exchange.destroy()
      throw failure(thrown)
    }
  }

  /** Ends what is under way. */
  close(): void {
    for (const exchange of this.#open) exchange.destroy()
  }

  async #start({
    method,
    path,
    headers,
    body,
    bodyLength,
    patience,
    deadline,
    signal,
  }: ServerRequest): Promise<http.ClientRequest> {
    const address = this.#address
    const tls = address.kind === 'tcp' && address.tls
    const options: http.RequestOptions = {
      ...(address.kind === 'unix'
        ? { socketPath: address.path }
        : { host: address.host, port: address.port }),
      agent: false,
      method,
      path,
      headers: [
        'Host',
        address.authority,
        ...headers,
        ...framing(method, body === null ? 0 : bodyLength),
        'Connection',
        'close',
      ],
      maxHeaderSize: MOST_HEADER_BYTES,
      ...(signal === undefined ? {} : { signal }),
    }
    // TLS is loaded only where it is spoken.
    const exchange = tls ? (await import('node:https')).request(options) : http.request(options)
    const late = (): void => void exchange.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' }))
    exchange.once('socket', (socket) => {
      const timer = setTimeout(late, CONNECT_TIMEOUT_MS)
      const stop = (): void => clearTimeout(timer)
      socket.once(tls ? 'secureConnect' : 'connect', stop)
      socket.once('close', stop)
      // A server that is gone without a word is noticed even where it may take its time.
      socket.setKeepAlive(true, 30_000)
    })
    if (patience > 0) exchange.setTimeout(patience, late)
    if (deadline > 0) {
      const timer = setTimeout(late, deadline)
      exchange.once('close', () => clearTimeout(timer))
    }
    return exchange
  }
}

/** The answer after any interim ones. Whatever else may become of a request rejects: nothing is waited for in vain. */
function finalAnswer(exchange: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    exchange.once('response', resolve)
    exchange.on('error', reject)
    exchange.once('close', () => reject(new Error('closed')))
    exchange.once('upgrade', (_, socket) => {
      socket.destroy()
      reject(notOurs('it changes to another protocol'))
    })
    let interim = 0
    exchange.on('information', () => {
      if (++interim > MOST_INTERIM) exchange.destroy(notOurs('its answer does not begin'))
    })
  })
}

/** RFC 9110 §8.6: a method that gives a body a meaning says so where there is none. */
function framing(method: string, length: number | null): HeaderList {
  if (length === null) return ['Transfer-Encoding', 'chunked']
  return length === 0 && /^(?:GET|HEAD|DELETE|OPTIONS)$/.test(method)
    ? []
    : ['Content-Length', String(length)]
}

async function upload(exchange: http.ClientRequest, body: AsyncIterable<Uint8Array> | null): Promise<void> {
  for await (const chunk of body ?? []) {
    if (exchange.destroyed) return
    if (!exchange.write(chunk)) await roomOrEnd(exchange)
  }
  if (!exchange.destroyed) exchange.end()
}

async function roomOrEnd(exchange: http.ClientRequest): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      exchange.off('drain', done).off('close', done)
      resolve()
    }
    exchange.on('drain', done).on('close', done)
    if (exchange.destroyed) done()
  })
}

/** The answer's bytes; whoever stops reading ends the exchange. */
function bodyOf(
  response: http.IncomingMessage,
  failure: (thrown: unknown) => VultrinoError,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => {
      const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>
      return {
        next: () =>
          chunks.next().catch((thrown: unknown) => {
            throw failure(thrown)
          }),
        return: () => {
          response.destroy()
          return Promise.resolve({ done: true, value: undefined })
        },
      }
    },
  }
}
