import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { VultrinoError } from '../../domain/errors.ts'
import type { Inbound, Outcome } from '../../pipeline/stages.ts'
import type { Api } from '../api/api.ts'
import type { McpEndpoint } from '../mcp/http/mcp-endpoint.ts'
import type { PeerOwner } from '../../ports/peer-owner.ts'
import type { Random } from '../../ports/random.ts'
import { refuseBytes, refuseTunnel, type Recorder } from './client-error.node.ts'
import { Connection, MAX_PIPELINED } from './connection.node.ts'
import { drainServer } from './drain.node.ts'
import type { Expectation } from './exchange.node.ts'
import { HttpExchange } from './exchange.node.ts'
import type { FrontDoor, Refusal } from './front-door.node.ts'
import type { Listener } from './listener.ts'
import { listenOn } from './listen.node.ts'
import { requestIds } from './request-id.ts'

export interface HttpServerOptions {
  /** Let every OS user of this machine in as the local user. */
  readonly localAnyUser: boolean
  /** Names other than loopback that `Host` may carry on a loopback listener (those of a reverse proxy in front). */
  readonly allowedHosts: readonly string[]
  readonly maxConnections: number
  /** Bytes of request line and fields together. */
  readonly maxHeaderSize: number
  /** For a whole head to arrive, from the connection's or its first byte. */
  readonly headersTimeoutMs: number
  /** How long a client may neither send what we wait for nor read what we write. */
  readonly idleTimeoutMs: number
  /** How long a connection is kept between requests. */
  readonly keepAliveTimeoutMs: number
}

export const HTTP_SERVER_DEFAULTS: HttpServerOptions = Object.freeze({
  localAnyUser: false,
  allowedHosts: [],
  maxConnections: 10_000,
  maxHeaderSize: 32 * 1024,
  headersTimeoutMs: 20_000,
  idleTimeoutMs: 300_000,
  keepAliveTimeoutMs: 60_000,
})

export interface HttpServerDeps {
  /** The request path. */
  readonly handle: (inbound: Inbound) => Promise<Outcome>
  /** `/v1/*`; left out, there is none. */
  readonly api?: Api
  /** `/mcp`; left out, there is none. */
  readonly mcp?: Pick<McpEndpoint, 'serve'>
  readonly listener: Listener
  readonly options: HttpServerOptions
  readonly peerOwner: PeerOwner
  readonly random: Random
  /** As `/health` gives it. */
  readonly version: string
  /** Records a refusal that the request path never saw; a throw (`audit_unavailable`) becomes the answer. */
  readonly onRefused: (refusal: Refusal) => Promise<void>
  /** Told of every error that is ours to mend, with its cause. */
  readonly onInternalError: (requestId: string, error: VultrinoError) => void
}

export interface HttpServer {
  /**
   * Starts to listen. Resolves to where: `http://127.0.0.1:7878` or `unix:/path`.
   * Throws `invalid_arguments` if the address is taken or not ours.
   */
  listen(): Promise<string>
  /** Ends gracefully; see `drainServer`. */
  drain(timeoutMs: number): Promise<number>
}

/** The front door for reverse-proxy requests: `/{absolute-url}` and `/health` on one listener. */
export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const { listener, options } = deps
  const connections = new Map<Socket, Connection>()
  const door: FrontDoor = {
    handle: deps.handle,
    api: deps.api,
    mcp: deps.mcp,
    callerRules: {
      loopbackHost: listener.kind === 'tcp' && listener.loopback,
      allowedHosts: new Set(options.allowedHosts.map((name) => name.toLowerCase())),
    },
    nextId: requestIds(deps.random),
    isOwner: (connection) => lookUpOwner(connection, deps.peerOwner),
    health: new TextEncoder().encode(`${JSON.stringify({ status: 'ok', version: deps.version })}\n`),
    onRefused: deps.onRefused,
    onInternalError: deps.onInternalError,
    draining: false,
  }

  const server = createServer({
    maxHeaderSize: options.maxHeaderSize,
    headersTimeout: options.headersTimeoutMs,
    // A whole upload may take as long as it takes; silence is limited by `idleTimeoutMs`.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.max(50, Math.min(5000, options.headersTimeoutMs / 4)),
    keepAliveTimeout: options.keepAliveTimeoutMs,
    // `readHead` asks for it, with an answer in our form.
    requireHostHeader: false,
    joinDuplicateHeaders: true,
    optimizeEmptyRequests: true,
  })
  server.timeout = options.idleTimeoutMs
  server.maxConnections = options.maxConnections

  const connectionOf = (socket: Duplex): Connection => {
    if (!(socket instanceof Socket)) throw new TypeError('an HTTP server has sockets')
    const known = connections.get(socket)
    if (known !== undefined) return known
    const connection = new Connection(socket)
    connection.isOwner = knownAtOnce(listener, options)
    connections.set(socket, connection)
    socket.once('close', () => connections.delete(socket))
    return connection
  }

  const enter = (expectation: Expectation) => (req: IncomingMessage, res: ServerResponse) => {
    const connection = connectionOf(req.socket)
    // What was parsed of the last bytes read still arrives here after the end.
    if (connection.closed) return
    if (connection.waiting >= MAX_PIPELINED) {
      // Nothing slows such a client down: while no answer is written the parser goes on, and memory with it.
      connection.socket.destroy()
      return
    }
    connection.enter(new HttpExchange(door, connection, req, res, expectation))
  }

  const record: Recorder = ({ ip }, method, error) => {
    const requestId = door.nextId()
    // Nothing is let through here whether or not it can be recorded.
    deps.onRefused({ requestId, ip, method, error }).catch(() => undefined)
    return requestId
  }

  server.on('connection', connectionOf)
  server.on('request', enter('none'))
  server.on('checkContinue', enter('continue'))
  server.on('checkExpectation', enter('unknown'))
  server.on('timeout', (socket: Socket) => connectionOf(socket).stalled())
  server.on('clientError', (error, socket) => refuseBytes(error, connectionOf(socket), record))
  server.on('connect', (_req, socket) => refuseTunnel(connectionOf(socket), record))

  return {
    listen: () => listenOn(server, listener),
    drain: (timeoutMs) => {
      door.draining = true
      return drainServer(server, connections, timeoutMs)
    },
  }
}

async function lookUpOwner(connection: Connection, peerOwner: PeerOwner): Promise<boolean> {
  const { localAddress, localPort, remoteAddress, remotePort } = connection.socket
  // Gone already.
  if (
    localAddress === undefined ||
    localPort === undefined ||
    remoteAddress === undefined ||
    remotePort === undefined
  ) {
    return false
  }
  const verdict = await peerOwner.ownerOf({ localAddress, localPort, remoteAddress, remotePort })
  // Where the system cannot tell, being on this machine has to be enough.
  connection.isOwner = verdict !== 'other'
  return connection.isOwner
}

/** Where the listener itself says who can be at the other end; `undefined`: it has to be looked up. */
function knownAtOnce(listener: Listener, options: HttpServerOptions): boolean | undefined {
  // The mode of the socket file lets nobody else in.
  if (listener.kind === 'unix') return true
  if (!listener.loopback) return false
  return options.localAnyUser ? true : undefined
}
