import {
  LATEST_PROTOCOL_VERSION,
  WebStandardStreamableHTTPServerTransport,
  type McpServer,
} from '@modelcontextprotocol/server'
import { VultrinoError } from '../../../domain/errors.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { McpPeer } from '../mcp-deps.ts'
import type { McpHttpDeps } from './mcp-http-deps.ts'
import { isSessionOf, newSessionId, sessionOwner } from './session-id.ts'

export const SESSION_LIMITS = { all: 1000, perOwner: 100, idleMs: 30 * 60_000, ended: 10_000 } as const
const RETRY_AFTER_SECONDS = 5

/** Of sessions or of streams that last. */
export const tooManySessions = (): VultrinoError =>
  new VultrinoError('rate_limited', { kind: 'sessions', retry_after: RETRY_AFTER_SECONDS })

/** Who makes a request, once that is known. */
export interface Visitor {
  readonly principal: Principal
  readonly peer: McpPeer
}

/** A server and its transport, kept between the requests of one client. */
export class Session {
  readonly id: string
  readonly owner: string
  readonly transport: WebStandardStreamableHTTPServerTransport
  readonly #server: McpServer
  principal: Principal
  /** Requests under way, streams included. */
  busy = 0
  usedAt = 0

  constructor(id: string, principal: Principal, server: McpServer) {
    this.id = id
    this.owner = sessionOwner(principal)
    this.principal = principal
    this.#server = server
    this.transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id })
  }

  async connect(): Promise<void> {
    await this.#server.connect(this.transport)
  }

  async close(): Promise<void> {
    await this.#server.close().catch(() => undefined)
    await this.transport.close()
  }
}

/**
 * Sessions of the protocol revisions before 2026-07-28. What is kept can be made anew from the id and the key: a client
 * whose session was opened in another process, or before a restart, goes on where it was.
 */
export class Sessions {
  readonly #deps: Pick<McpHttpDeps, 'createServer' | 'now' | 'random'>
  /** By id and peer address, the one used last at the end. */
  readonly #kept = new Map<string, Promise<Session>>()
  readonly #open = new Map<string, Session>()
  /** Ids that their clients ended. */
  readonly #ended = new Set<string>()

  constructor(deps: Pick<McpHttpDeps, 'createServer' | 'now' | 'random'>) {
    this.#deps = deps
  }

  /** For a client that is about to send `initialize`. Throws `rate_limited`. */
  async open(visitor: Visitor): Promise<Session> {
    const id = await newSessionId(sessionOwner(visitor.principal), this.#deps.random)
    return this.#keep(id, visitor, false)
  }

  /** Throws `not_found` for the id of somebody else's session or an ended one, `rate_limited`. */
  async find(id: string, visitor: Visitor): Promise<Session> {
    await this.#check(id, visitor)
    return this.#kept.get(keyOf(id, visitor)) ?? this.#keep(id, visitor, true)
  }

  /** At its client's wish. Throws `not_found`. */
  async end(id: string, visitor: Visitor): Promise<void> {
    await this.#check(id, visitor)
    for (const oldest of this.#ended) {
      if (this.#ended.size < SESSION_LIMITS.ended) break
      this.#ended.delete(oldest)
    }
    this.#ended.add(id)
    for (const session of [...this.#open.values()]) if (session.id === id) await this.drop(session)
  }

  async drop(session: Session): Promise<void> {
    for (const [key, open] of this.#open) {
      if (open !== session) continue
      this.#open.delete(key)
      this.#kept.delete(key)
    }
    await session.close()
  }

  /** Ends those whose key is not let in any more, and those that nobody has used for long. */
  recheck(recheck: (principal: Principal) => Principal | undefined): void {
    const stale = this.#deps.now() - SESSION_LIMITS.idleMs
    for (const session of [...this.#open.values()]) {
      const now = recheck(session.principal)
      if (now !== undefined) session.principal = now
      if (now === undefined || (session.busy === 0 && session.usedAt < stale)) void this.drop(session)
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((session) => this.drop(session)))
  }

  async #check(id: string, { principal }: Visitor): Promise<void> {
    if (!this.#ended.has(id) && (await isSessionOf(id, sessionOwner(principal)))) return
    throw new VultrinoError('not_found', { kind: 'session' })
  }

  /** At most one for each id and address, however many ask at once. */
  #keep(id: string, visitor: Visitor, resumed: boolean): Promise<Session> {
    const key = keyOf(id, visitor)
    const made = this.#make(key, id, visitor, resumed)
    this.#kept.set(key, made)
    made.catch(() => this.#kept.delete(key))
    return made
  }

  async #make(key: string, id: string, { principal, peer }: Visitor, resumed: boolean): Promise<Session> {
    this.#makeRoom(sessionOwner(principal))
    const session = new Session(id, principal, await this.#deps.createServer(peer, true))
    session.usedAt = this.#deps.now()
    this.#open.set(key, session)
    try {
      await session.connect()
      if (resumed) await resume(session)
      return session
    } catch (thrown) {
      await this.drop(session)
      throw thrown
    }
  }

  /** Closes what is not in use: it would be made anew. */
  #makeRoom(owner: string): void {
    const all = [...this.#open.values()]
    const theirs = all.filter((session) => session.owner === owner)
    const crowd =
      theirs.length >= SESSION_LIMITS.perOwner ? theirs : all.length >= SESSION_LIMITS.all ? all : []
    if (crowd.length === 0) return
    const idle = crowd
      .filter(({ busy }) => busy === 0)
      .reduce<Session | undefined>((a, b) => (a === undefined || b.usedAt < a.usedAt ? b : a), undefined)
    if (idle === undefined) throw tooManySessions()
    void this.drop(idle)
  }
}

/** A server knows one peer, address included. */
const keyOf = (id: string, { peer }: Visitor): string => `${id} ${peer.ip ?? ''}`

/** Tells a new server what its client told another one. What the client can do is not known: nothing of ours asks for it. */
async function resume({ id, transport }: Session): Promise<void> {
  const send = async (message: object, fields: Record<string, string>): Promise<void> => {
    const headers = {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...fields,
    }
    const request = new Request('http://localhost/mcp', { method: 'POST', headers })
    const response = await transport.handleRequest(request, { parsedBody: message })
    await response.arrayBuffer()
  }
  const params = {
    protocolVersion: LATEST_PROTOCOL_VERSION,
    capabilities: {},
    clientInfo: { name: 'resumed', version: '0' },
  }
  await send({ jsonrpc: '2.0', id: 0, method: 'initialize', params }, {})
  const session = { 'mcp-session-id': id }
  await send({ jsonrpc: '2.0', method: 'notifications/initialized' }, session)
  // What the client has seen, so that it can be told of changes.
  await send({ jsonrpc: '2.0', id: 0, method: 'tools/list' }, session)
}
