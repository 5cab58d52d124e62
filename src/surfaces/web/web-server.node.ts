import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { asVultrinoError, VultrinoError } from '../../domain/errors.ts'
import type { PeerUsers } from '../../ports/peer-owner.ts'
import type { Random } from '../../ports/random.ts'
import { listenOn } from '../http/listen.node.ts'
import type { Listener } from '../http/listener.ts'
import { requestIds } from '../http/request-id.ts'
import { acceptedHost, type HostRules } from './accepted-host.ts'
import { browserAddressReader } from './browser-address.ts'
import { plainAnswer } from './plain-answer.ts'
import { localPeers } from './local-peer.node.ts'
import { bodyOf } from './read-body.node.ts'
import type { Web, WebRefusal } from './web-deps.ts'
import { isStream, rawAnswer, writePlain, writeResponse } from './write-response.node.ts'

export interface WebServerOptions {
  readonly allowedHosts: readonly string[]
  readonly trustedProxies: readonly string[]
  readonly maxConnections: number
  /** Bytes of request line and fields together. */
  readonly maxHeaderSize: number
  /** Bytes of a form. */
  readonly maxBodySize: number
  /** For a whole head to arrive. */
  readonly headersTimeoutMs: number
  /** For a whole request to arrive. */
  readonly requestTimeoutMs: number
  /** How long a client may neither send nor read. */
  readonly idleTimeoutMs: number
  readonly keepAliveTimeoutMs: number
}

export const WEB_SERVER_DEFAULTS: WebServerOptions = Object.freeze({
  allowedHosts: [],
  trustedProxies: [],
  maxConnections: 1000,
  maxHeaderSize: 32 * 1024,
  maxBodySize: 1024 * 1024,
  headersTimeoutMs: 20_000,
  requestTimeoutMs: 60_000,
  idleTimeoutMs: 300_000,
  keepAliveTimeoutMs: 60_000,
})

export interface WebServerDeps {
  readonly web: Web
  readonly listener: Listener
  readonly options: WebServerOptions
  readonly random: Random
  readonly peerUsers: PeerUsers
  readonly onRefused: (refusal: WebRefusal) => Promise<void>
  readonly onTrouble: (requestId: string, error: VultrinoError) => void
}

export interface WebServer {
  /** Starts to listen. Resolves to where: `http://127.0.0.1:7879` or `unix:/path`. Throws `invalid_arguments`. */
  listen(): Promise<string>
  /** Takes no more connections, ends streams, lets other answers end. Resolves to how many connections were cut. */
  drain(timeoutMs: number): Promise<number>
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])

/** The web UI on one listener of Node's. */
export function createWebServer(deps: WebServerDeps): WebServer {
  const { listener, options, web } = deps
  const nextId = requestIds(deps.random)
  const localPeer = localPeers(deps.peerUsers)
  const browserOf = browserAddressReader(options.trustedProxies)
  const hosts: HostRules = {
    reach: listener.kind === 'unix' ? 'file' : listener.loopback ? 'loopback' : 'network',
    allowed: new Set(options.allowedHosts.map((name) => name.toLowerCase())),
  }
  /** With how many requests are under way on each. */
  const sockets = new Map<Socket, number>()
  const streams = new Set<AbortController>()
  let draining = false

  const server = createServer({
    maxHeaderSize: options.maxHeaderSize,
    headersTimeout: options.headersTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    connectionsCheckingInterval: Math.max(50, Math.min(5000, options.headersTimeoutMs / 4)),
    keepAliveTimeout: options.keepAliveTimeoutMs,
    // `acceptedHost` asks for it, with an answer in our form.
    requireHostHeader: false,
    joinDuplicateHeaders: true,
  })
  server.timeout = options.idleTimeoutMs
  server.maxConnections = options.maxConnections

  const exchange = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const requestId = nextId()
    const { headers, method = '' } = req
    const { ip, https } = browserOf({
      peer: req.socket.remoteAddress ?? null,
      forwardedFor: one(headers['x-forwarded-for']),
      forwardedProto: one(headers['x-forwarded-proto']),
    })
    const controller = new AbortController()
    res.once('close', () => controller.abort())
    // Set before anything is written, so that it is this connection's last answer.
    if (draining) res.shouldKeepAlive = false
    try {
      const host = acceptedHost(headers.host, hosts)
      const url = requestUrl(`${https ? 'https' : 'http'}://${host}`, req.url)
      if (!METHODS.has(method)) throw notTaken()
      const body = method === 'POST' ? bodyOf(req, options.maxBodySize) : null
      const { signal } = controller
      const request = new Request(url, { method, headers: fieldsOf(req), body, signal, duplex: 'half' })
      const peer = await localPeer(req.socket)
      const response = await web({ request, requestId, ip, peer, https })
      if (isStream(response)) {
        streams.add(controller)
        if (draining) controller.abort()
      }
      await writeResponse(response, { req, res, signal: controller.signal })
    } catch (thrown) {
      await refuse(asVultrinoError(thrown), { requestId, ip, method }, https, { req, res })
    } finally {
      streams.delete(controller)
    }
  }

  const refuse = async (
    error: VultrinoError,
    refusal: Omit<WebRefusal, 'error'>,
    https: boolean,
    { req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse },
  ): Promise<void> => {
    if (error.status >= 500) deps.onTrouble(refusal.requestId, error)
    let answer = error
    // Nothing is let through here whether or not it can be recorded.
    if (error.status < 500 && error.code !== 'cancelled') {
      await deps.onRefused({ ...refusal, error }).catch((unrecorded: unknown) => {
        answer = asVultrinoError(unrecorded)
      })
    }
    await writePlain(plainAnswer(answer, refusal.requestId, https), req, res)
  }

  server.on('connection', (socket: Socket) => {
    sockets.set(socket, 0)
    socket.once('close', () => sockets.delete(socket))
  })
  const count = ({ socket }: IncomingMessage, change: 1 | -1): void => {
    const under = sockets.get(socket)
    if (under === undefined) return
    sockets.set(socket, under + change)
    if (draining && under + change === 0) socket.destroySoon()
  }
  server.on('request', (req, res) => {
    count(req, 1)
    res.once('close', () => count(req, -1))
  })
  server.on('request', (req, res) => void exchange(req, res).catch(() => req.socket.destroy()))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const refusal = bytesRefusal(error)
    if (refusal === undefined || !socket.writable) {
      socket.destroy()
      return
    }
    const requestId = nextId()
    const ip = 'remoteAddress' in socket ? ((socket as Socket).remoteAddress ?? null) : null
    deps.onRefused({ requestId, ip, method: '', error: refusal }).catch(() => undefined)
    socket.end(rawAnswer(plainAnswer(refusal, requestId, false)))
  })

  return {
    listen: () => listenOn(server, listener),
    drain: async (timeoutMs) => {
      draining = true
      const closed = new Promise<void>((resolve) => {
        // Not `http.Server.close`: that one also destroys connections whose answer has not left the process yet.
        NetServer.prototype.close.call(server, () => resolve())
      })
      for (const [socket, under] of sockets) if (under === 0) socket.destroySoon()
      for (const controller of streams) controller.abort()
      let cut = 0
      const timer = setTimeout(() => {
        cut = sockets.size
        for (const socket of sockets.keys()) socket.destroy()
      }, timeoutMs)
      await closed
      clearTimeout(timer)
      // Ends the timer that looks for slow heads.
      server.close(() => undefined)
      return cut
    },
  }
}

const one = (field: string | string[] | undefined): string | undefined =>
  Array.isArray(field) ? field.join(', ') : field

/** `base`: scheme and host, checked. By concatenation: `//elsewhere/` is a path of ours here. */
function requestUrl(base: string, target = ''): string {
  const url = `${base}${target}`
  if (!target.startsWith('/') || !URL.canParse(url)) {
    throw new VultrinoError('invalid_request', { reason: 'the request target is no path' })
  }
  return url
}

function notTaken(): VultrinoError {
  const allow = [...METHODS]
  return new VultrinoError('method_not_allowed', { reason: `pages take ${allow.join(', ')}`, allow })
}

function fieldsOf({ headers }: IncomingMessage): Headers {
  const fields = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    const text = one(value)
    // Of pages only bytes that are text are asked for; what is none is nobody's browser.
    if (text !== undefined) fields.append(name, text)
  }
  return fields
}

/** What bytes that are no request are answered; `undefined`: the transport failed, and there is nobody to tell. */
function bytesRefusal({ code = '' }: NodeJS.ErrnoException): VultrinoError | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return new VultrinoError('headers_too_large')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new VultrinoError('request_timeout')
  return code.startsWith('HPE_')
    ? new VultrinoError('invalid_request', { reason: 'this is not valid HTTP/1.1' })
    : undefined
}
