import { createMcpHandler, isInitializeRequest, isLegacyRequest } from '@modelcontextprotocol/server'
import { asVultrinoError, VultrinoError } from '../../../domain/errors.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { ApiAnswer, ApiRequest } from '../../api/api.ts'
import type { McpPeer } from '../mcp-deps.ts'
import type { McpHttpDeps } from './mcp-http-deps.ts'
import { OpenStreams } from './open-streams.ts'
import { errorAnswer, RefusedMessage } from './refused-message.ts'
import { sessionOwner } from './session-id.ts'
import { Sessions, tooManySessions, type Session, type Visitor } from './sessions.ts'
import { serveSubscription } from './subscriptions.ts'
import { webAnswer } from './web-answer.ts'
import { readMessage, webRequest } from './web-request.ts'

/** Streams that last, of everybody and of one caller. */
const MOST_STANDING = { all: 1000, perOwner: 100 }
const METHODS = ['GET', 'POST', 'DELETE']

/** `/mcp`: the streamable HTTP transport, for clients of every revision. */
export interface McpEndpoint {
  /** Never throws: errors are answers. */
  serve(request: ApiRequest): Promise<ApiAnswer>
  /** Looks at who is still let in: sessions and streams of others end. */
  recheck(): void
  /** Ends the streams that would never end by themselves; before the server drains. */
  endStreams(): void
  /** Closes what is kept of sessions; a client that comes again goes on. */
  forget(): Promise<void>
  /** After it has drained. */
  close(): Promise<void>
}

export function createMcpEndpoint(deps: McpHttpDeps): McpEndpoint {
  const sessions = new Sessions(deps)
  const streams = new OpenStreams()
  /** Whose request each is, for the library asks for a server by request. */
  const peers = new WeakMap<Request, McpPeer>()
  const failures = new WeakMap<Request, unknown>()
  const stateless = createMcpHandler(async ({ requestInfo }) => {
    const peer = requestInfo === undefined ? undefined : peers.get(requestInfo)
    if (requestInfo === undefined || peer === undefined) throw new TypeError('a request has a peer')
    try {
      return await deps.createServer(peer, false)
    } catch (thrown) {
      failures.set(requestInfo, thrown)
      throw thrown
    }
  })
  /** Answers one request by a server of its own. */
  const alone = stateless.fetch

  async function serve(request: ApiRequest): Promise<ApiAnswer> {
    let principal: Principal | undefined
    try {
      principal = await deps.gate.identify(request.presented, request.ip)
      if (!METHODS.includes(request.method)) throw methodNotAllowed(METHODS)
      return await exchange(request, principal)
    } catch (thrown) {
      const refused = thrown instanceof RefusedMessage ? thrown : undefined
      const error = await recorded(refused?.error ?? asVultrinoError(thrown), request, principal)
      return errorAnswer(error, request.requestId, refused)
    }
  }

  async function exchange(request: ApiRequest, principal: Principal): Promise<ApiAnswer> {
    const end = new AbortController()
    const abort = (): void => end.abort()
    request.signal.addEventListener('abort', abort, { once: true })
    if (request.signal.aborted) abort()
    const ends: (() => void)[] = [() => request.signal.removeEventListener('abort', abort)]
    const onEnd = (): void => {
      for (const one of ends.splice(0)) one()
    }
    try {
      const web = webRequest(request, end.signal)
      const message = request.method === 'POST' ? await messageOf(request, principal) : undefined
      const visitor = { principal, peer: { presented: request.presented, ip: request.ip } }
      const standing = request.method === 'GET' || listens(message)
      if (standing) checkStanding(principal)
      ends.push(streams.add({ principal, standing, end: abort }))
      peers.set(web, visitor.peer)
      const response = await respond(web, message, visitor, ends)
      if (response.status >= 400) await refuse(response, web, request, principal)
      return await webAnswer(response, always(request), { signal: end.signal, onEnd })
    } catch (thrown) {
      onEnd()
      throw thrown
    }
  }

  /** To a session, where one is named or begun; else to a server of its own. */
  async function respond(
    web: Request,
    message: unknown,
    visitor: Visitor,
    ends: (() => void)[],
  ): Promise<Response> {
    if (!(await isLegacyRequest(web, message))) {
      return listens(message)
        ? serveSubscription(deps, web, message, visitor.peer, ends)
        : alone(web, { parsedBody: message })
    }
    const id = web.headers.get('mcp-session-id')
    const begins = [message].flat().some((one) => isInitializeRequest(one))
    if (id === null && !begins) {
      if (web.method !== 'POST') throw methodNotAllowed(['POST'])
      return alone(web, { parsedBody: message })
    }
    if (web.method === 'DELETE' && id !== null) {
      await sessions.end(id, visitor)
      return new Response(null, { status: 200 })
    }
    const session = begins || id === null ? await sessions.open(visitor) : await sessions.find(id, visitor)
    use(session, ends)
    const cancelled = cancelledId(message)
    const response = await session.transport.handleRequest(
      web,
      message === undefined ? {} : { parsedBody: message },
    )
    // The library leaves the stream of a request that was taken back open, for an answer that never comes.
    if (cancelled !== undefined) session.transport.closeSSEStream(cancelled)
    if (begins && session.transport.sessionId === undefined) await sessions.drop(session)
    return response
  }

  function use(session: Session, ends: (() => void)[]): void {
    session.busy++
    session.usedAt = deps.now()
    ends.push(() => {
      session.busy--
      session.usedAt = deps.now()
    })
  }

  async function messageOf(request: ApiRequest, principal: Principal): Promise<unknown> {
    try {
      return await readMessage(request, deps.maxMessageSize, principal)
    } catch (thrown) {
      const error = asVultrinoError(thrown)
      throw error.code === 'invalid_request' ? new RefusedMessage(error) : error
    }
  }

  function checkStanding(principal: Principal): void {
    const owner = sessionOwner(principal)
    const theirs = streams.standingOf((one) => sessionOwner(one) === owner)
    if (theirs < MOST_STANDING.perOwner && streams.standingOf(() => true) < MOST_STANDING.all) return
    throw tooManySessions()
  }

  /** The library's refusals say by themselves what is wrong, in the protocol's form. */
  async function refuse(
    response: Response,
    web: Request,
    request: ApiRequest,
    principal: Principal,
  ): Promise<void> {
    const error =
      response.status >= 500
        ? new VultrinoError('internal_error', {}, { cause: failures.get(web) })
        : new VultrinoError('invalid_request', { reason: 'it is not a valid MCP request' })
    const told = await recorded(error, request, principal)
    if (told !== error) {
      await response.body?.cancel()
      throw told
    }
  }

  /** The error to answer with: another one, if it could not be recorded. */
  async function recorded(
    error: VultrinoError,
    { requestId, ip }: ApiRequest,
    principal: Principal | undefined,
  ): Promise<VultrinoError> {
    if (error.status >= 500 && error.code !== 'too_many_bodies') deps.onTrouble(requestId, error)
    try {
      await deps.onRefused({ requestId, ip, action: 'mcp_request' }, error, principal)
      return error
    } catch (unrecorded) {
      return asVultrinoError(unrecorded)
    }
  }

  return {
    serve,
    recheck: () => {
      const { gate } = deps
      const recheck = (principal: Principal): Principal | undefined => gate.recheck(principal)
      streams.recheck(recheck)
      sessions.recheck(recheck)
    },
    endStreams: () => streams.endStanding(),
    forget: () => sessions.close(),
    close: async () => {
      await sessions.close()
      await stateless.close()
    },
  }
}

const always = ({ requestId }: ApiRequest): readonly string[] => ['X-Vultrino-Request-Id', requestId]

function cancelledId(message: unknown): string | number | undefined {
  if (methodOf(message) !== 'notifications/cancelled') return undefined
  const { params } = message as { readonly params?: { readonly requestId?: unknown } }
  const id = params?.requestId
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}

const listens = (message: unknown): boolean => methodOf(message) === 'subscriptions/listen'

function methodOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'method' in message ? message.method : undefined
}

const methodNotAllowed = (allow: readonly string[]): VultrinoError =>
  new VultrinoError('method_not_allowed', {
    reason: '/mcp takes messages with POST; GET and DELETE are for the session that an initialize began',
    allow,
  })
