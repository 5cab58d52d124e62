import type { IncomingMessage, ServerResponse } from 'node:http'
import { asVultrinoError, VultrinoError } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { Outcome, Presented } from '../../pipeline/stages.ts'
import type { Quota } from '../../ports/rate-limits.ts'
import { HttpApiRequest } from './api-request.node.ts'
import type { Api } from '../api/api.ts'
import { checkCaller } from './caller-rules.ts'
import { endWith } from './client-error.node.ts'
import type { Connection, Exchange } from './connection.node.ts'
import { LONG } from './discard-body.node.ts'
import { parseEndpoint } from './endpoint.ts'
import { errorAnswer } from './error-answer.node.ts'
import type { FrontDoor } from './front-door.node.ts'
import { HttpInbound } from './inbound.node.ts'
import { forgetBody, writeOwnAnswer, type OwnAnswer } from './own-answer.node.ts'
import type { RequestHead } from './read-head.ts'
import { joined, readHead } from './read-head.ts'
import { RequestBody } from './request-body.node.ts'
import { dismissBody, writeAnswer } from './write-answer.node.ts'

/** What `Expect` asked for, as `node:http` sorts it. */
export type Expectation = 'none' | 'continue' | 'unknown'

const MCP_OFF = 'The owner serves it with enabled = true under [mcp] in the configuration'
const LOCAL: Presented = { kind: 'local' }
const NOBODY: Presented = { kind: 'nobody' }

/** One request: wire → inbound, call, outcome → wire. */
export class HttpExchange implements Exchange {
  readonly #door: FrontDoor
  readonly #connection: Connection
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #expectation: Expectation
  #requestId = ''
  #body: RequestBody | null = null
  /** Its head could be read in one way only. */
  #understood = false
  /** The request path has recorded what became of it. */
  #recorded = false

  constructor(
    door: FrontDoor,
    connection: Connection,
    req: IncomingMessage,
    res: ServerResponse,
    expectation: Expectation,
  ) {
    this.#door = door
    this.#connection = connection
    this.#req = req
    this.#res = res
    this.#expectation = expectation
  }

  get receiving(): boolean {
    return !this.#req.complete
  }

  get answering(): boolean {
    return this.#res.headersSent
  }

  whenFlushed(callback: () => void): void {
    if (this.#res.writableFinished) callback()
    else this.#res.once('finish', callback)
  }

  stalled(): void {
    const connection = this.#connection
    // Waiting for the target is the pipeline's business; only a silent client is ours.
    if (this.#res.writableNeedDrain) connection.socket.destroy()
    else if (this.#body?.starved === true) {
      connection.abort()
      if (this.answering) connection.socket.destroy()
      else endWith(connection.socket, new VultrinoError('request_timeout'), this.#requestId)
    }
  }

  async run(): Promise<void> {
    this.#requestId = this.#door.nextId()
    try {
      await this.#serve()
      if (this.#body !== null && !this.#req.complete) await forgetBody(this.#req, LONG)
    } catch (thrown) {
      try {
        await this.#refuse(asVultrinoError(thrown))
      } catch {
        this.#connection.socket.destroy()
      }
    }
  }

  #serve(): Promise<void> {
    const door = this.#door
    const req = this.#req
    const fields = req.headers
    const head = readHead(fields, req.rawHeaders.length / 2, req.httpVersion)
    this.#understood = true
    if (head.hasBody) this.#body = new RequestBody(req, () => this.#onBodyWanted())
    if (this.#expectation === 'unknown') throw new VultrinoError('expectation_failed')
    checkCaller(
      { host: fields.host, origin: fields.origin, fetchSite: joined(fields['sec-fetch-site']) },
      door.callerRules,
    )
    const endpoint = parseEndpoint(req.url ?? '')
    const method = req.method ?? ''
    if (endpoint.kind === 'health') {
      return this.#answerHealth(method)
    }
    // Only WebSocket needs its upgrade; others (h2c) are an offer that may be passed over (RFC 9110 §7.8).
    if (fields.upgrade !== undefined && fields.upgrade.toLowerCase().includes('websocket')) {
      throw new VultrinoError('invalid_request', { reason: 'WebSocket connections are not served yet' })
    }
    if (endpoint.kind === 'target') return this.#serveTarget(head, method, endpoint.url)
    if (endpoint.kind === 'mcp') return this.#serveJson(this.#mcp(), head, method, '/mcp')
    return this.#serveJson(this.#api(), head, method, endpoint.path)
  }

  async #serveTarget(head: RequestHead, method: string, url: string): Promise<void> {
    const door = this.#door
    const connection = this.#connection
    const { token, alias, bodyLength } = head
    const inbound = new HttpInbound(connection, {
      requestId: this.#requestId,
      presented: token !== undefined ? { kind: 'token', token } : (this.#known() ?? (await this.#lookUp())),
      alias,
      url,
      method,
      headers: this.#req.rawHeaders,
      body: this.#body,
      bodyLength,
    })
    const outcome = await door.handle(inbound)
    this.#recorded = true
    if (connection.closed) await this.#dismiss(outcome)
    else if (!outcome.ok) await this.#refuse(outcome.error, outcome.quota)
    else {
      const writing = writeAnswer(outcome.answer, this.#req, this.#res, connection, door.draining)
      if (writing !== undefined) await writing
    }
  }

  #api(): Api {
    const { api } = this.#door
    if (api === undefined) throw new VultrinoError('no_such_endpoint')
    return api
  }

  #mcp(): Api {
    const { mcp } = this.#door
    if (mcp === undefined) throw new VultrinoError('no_such_endpoint', { hint: MCP_OFF })
    return (request) => mcp.serve(request)
  }

  async #serveJson(serve: Api, head: RequestHead, method: string, path: string): Promise<void> {
    const connection = this.#connection
    const { authorization } = this.#req.headers
    // Here it is meant for us and nobody else, whatever it holds.
    const token = head.token ?? (authorization === undefined ? undefined : new Secret(authorization))
    const request = new HttpApiRequest(connection, {
      requestId: this.#requestId,
      presented: token !== undefined ? { kind: 'token', token } : (this.#known() ?? (await this.#lookUp())),
      method,
      path,
      headers: this.#req.rawHeaders,
      body: this.#body,
      bodyLength: head.bodyLength,
    })
    const { status, headers, body } = await serve(request).finally(() => request.release())
    if (body instanceof Uint8Array) {
      if (!connection.closed) await this.#answer({ status, headers, body })
    } else if (connection.closed) await dismissBody(body, connection)
    else {
      const answer = { status, statusText: '', headers, body, trailers: () => [] }
      await writeAnswer(answer, this.#req, this.#res, connection, this.#door.draining)
    }
  }

  /** Who comes without a key, if that is known of this connection. */
  #known(): Presented | undefined {
    const { isOwner } = this.#connection
    if (isOwner === undefined) return undefined
    return isOwner ? LOCAL : NOBODY
  }

  async #lookUp(): Promise<Presented> {
    return (await this.#door.isOwner(this.#connection)) ? LOCAL : NOBODY
  }

  #onBodyWanted(): void {
    // Only now, so that a request that is refused is refused without its upload.
    if (this.#expectation === 'continue' && !this.#res.headersSent) this.#res.writeContinue()
  }

  async #answerHealth(method: string): Promise<void> {
    if (method !== 'GET' && method !== 'HEAD') {
      const reason = '/health is read with GET'
      throw new VultrinoError('method_not_allowed', { reason, allow: ['GET', 'HEAD'] })
    }
    const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store']
    await this.#answer({ status: 200, headers, body: this.#door.health })
  }

  async #refuse(refused: VultrinoError, quota?: Quota | null): Promise<void> {
    const error = this.#recorded ? refused : await this.#record(refused)
    if (this.#connection.closed || this.#res.headersSent) {
      this.#connection.socket.destroy()
      return
    }
    await this.#answer(errorAnswer(error, this.#requestId, quota))
  }

  async #answer(answer: OwnAnswer): Promise<void> {
    const { isOwner } = this.#connection
    await writeOwnAnswer(answer, {
      req: this.#req,
      res: this.#res,
      // Another OS user's connection is good for one refusal.
      last: this.#door.draining || !this.#understood || (answer.status === 401 && isOwner === false),
      hesitant: this.#expectation !== 'none',
    })
  }

  /** The refusal to answer with: another one, if it could not be recorded. */
  async #record(error: VultrinoError): Promise<VultrinoError> {
    const door = this.#door
    const connection = this.#connection
    if (error.code === 'internal_error') door.onInternalError(this.#requestId, error)
    try {
      const method = this.#req.method ?? ''
      await door.onRefused({ requestId: this.#requestId, ip: connection.ip, method, error })
      return error
    } catch (unrecorded) {
      return asVultrinoError(unrecorded)
    }
  }

  /** Nobody is there to read the answer. */
  async #dismiss(outcome: Outcome): Promise<void> {
    if (outcome.ok) await dismissBody(outcome.answer.body, this.#connection)
  }
}
