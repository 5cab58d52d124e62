import { X509Certificate } from 'node:crypto'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import type { Dispatcher } from 'undici'
import { VultrinoError } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import type { Upstream, UpstreamAnswer, UpstreamRequest } from '../../ports/upstream.ts'
import { dialler, systemResolve } from './dial.node.ts'
import { Exchange } from './exchange.node.ts'
import { mendHttp2 } from './mend-http2.node.ts'
import { Pools } from './pools.node.ts'
import type { Resolve } from './share-lookups.ts'

/** Times in milliseconds. */
export interface UpstreamOptions {
  /** Until connected, TLS included. */
  readonly connectTimeout: number
  /** From the end of the request until the head of the answer. */
  readonly headTimeout: number
  /** Between two chunks of a body, either way. */
  readonly idleTimeout: number
  /** Most connections to one origin at a time. */
  readonly connections: number
  /** PEM certificates of authorities to trust besides the usual ones. */
  readonly ca?: string
  /** Ports on which this very program listens: a credential is not sent to ourselves. */
  readonly ownPorts?: () => ReadonlySet<number>
  /** How names become addresses; the system's resolver unless given. */
  readonly resolve?: Resolve
  /** Most origins for which connections are kept. */
  readonly origins?: number
  /** How long an unused connection is kept where the target does not say. */
  readonly keepAliveTimeout?: number
}

const NO_PORTS: ReadonlySet<number> = new Set()
/** The head of an answer, bytes; as large as anything in use takes. */
const MAX_HEADER_SIZE = 65_536

/**
 * The way out over undici: HTTP/1.1 and HTTP/2 by ALPN, one pool per origin and permitted addresses. Nothing is
 * followed, and nothing is sent twice: undici repeats a request only where HTTP/2 says that it was not processed
 * (RFC 9113 §8.7), and there once. Throws `invalid_arguments` for a `ca` that holds no certificate.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { connectTimeout, headTimeout, idleTimeout, connections, ca } = options
  const {
    ownPorts = () => NO_PORTS,
    resolve = systemResolve,
    origins = 256,
    keepAliveTimeout = 15_000,
  } = options
  mendHttp2()
  const limits = { head: headTimeout, idle: idleTimeout }
  // Made early only to find a bad file early: the usual authorities take some milliseconds to read.
  let context = ca === undefined ? undefined : trust(ca)
  const secureContext = (): SecureContext => (context ??= trust(ca))
  const pools = new Pools(origins, ({ port }, permitted) => ({
    connections,
    pipelining: 1,
    keepAliveTimeout,
    keepAliveMaxTimeout: 600_000,
    keepAliveTimeoutThreshold: 1000,
    maxHeaderSize: MAX_HEADER_SIZE,
    // `Exchange` holds the time until the head, which undici would start anew with every interim answer.
    headersTimeout: 0,
    bodyTimeout: idleTimeout,
    allowH2: true,
    // Said outright, so that UNDICI_USE_MILO in the environment does not choose another parser.
    useMilo: false,
    connect: dialler({ port, permitted, resolve, ownPorts, timeout: connectTimeout, secureContext }),
  }))
  let closing = false

  return {
    send(request: UpstreamRequest): Promise<UpstreamAnswer> {
      if (closing) return Promise.reject(new VultrinoError('shutting_down'))
      if (request.signal.aborted) return Promise.reject(new VultrinoError('cancelled'))
      const { target, path, addresses, bodyLength } = request
      if (!path.startsWith('/') || namesHost(request.headers)) {
        return Promise.reject(new TypeError('the target alone says where a request goes'))
      }
      const body = bodyLength === 0 ? null : request.body
      const pool = pools.for(target, addresses)
      const exchange = new Exchange(limits, request.signal, body !== null)
      pool.dispatch(
        {
          path,
          method: request.method,
          headers: framed(request, body !== null) as string[],
          // undici takes any async iterable; its types do not say so.
          body: body as Dispatcher.DispatchOptions['body'],
          blocking: false,
        } as Dispatcher.DispatchOptions,
        exchange,
      )
      return exchange.answer
    },
    stats: () => pools.stats(),

    async close(): Promise<void> {
      closing = true
      await pools.close()
    },
  }
}

/** undici would take `Host`, and with it the name for TLS, from the fields. */
function namesHost(headers: HeaderList): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]?.length === 4 && headers[i]?.toLowerCase() === 'host') return true
  }
  return false
}

function framed({ target, headers, bodyLength }: UpstreamRequest, hasBody: boolean): HeaderList {
  const sent = target.scheme === 'https' ? oneSpelling(headers) : headers
  return hasBody && bodyLength !== null ? [...sent, 'content-length', String(bodyLength)] : sent
}

/**
 * Repeats of a field in its first spelling. Over HTTP/2 names have no case, and Node ends the whole session, with
 * everybody's requests in it, when two spellings of one name turn out to be the same.
 */
function oneSpelling(headers: HeaderList): HeaderList {
  const spellings = new Map<string, string>()
  let changed: string[] | undefined
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const lower = name.toLowerCase()
    const first = spellings.get(lower)
    if (first === undefined) spellings.set(lower, name)
    else if (first !== name) (changed ??= [...headers])[i] = first
  }
  return changed ?? headers
}

function trust(ca: string | undefined): SecureContext {
  if (ca === undefined) return createSecureContext({ minVersion: 'TLSv1.2' })
  try {
    new X509Certificate(ca)
    return createSecureContext({ minVersion: 'TLSv1.2', ca: [...getCACertificates('default'), ca] })
  } catch (thrown) {
    const reason = 'the file of certificate authorities (upstream.ca_file) holds no certificate in PEM form'
    throw new VultrinoError('invalid_arguments', { reason }, { cause: thrown })
  }
}
