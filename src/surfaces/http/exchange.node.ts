import type { IncomingMessage, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { asVultrinoError, VultrinoError } from '../../domain/errors.ts'
import type { Outcome, Presented } from '../../pipeline/stages.ts'
import { checkCaller } from './caller-rules.ts'
import { endWith } from './client-error.node.ts'
import type { Connection, Exchange } from './connection.node.ts'
import type { Patience } from './discard-body.node.ts'
import { BRIEF, discardBody, LONG } from './discard-body.node.ts'
import { parseEndpoint } from './endpoint.ts'
import { errorAnswer } from './error-answer.node.ts'
import type { FrontDoor } from './front-door.node.ts'
import { HttpInbound } from './inbound.node.ts'
import type { RequestHead } from './read-head.ts'
import { fieldOf, readHead } from './read-head.ts'
import { RequestBody } from './request-body.node.ts'
import { dismissBody, writeAnswer } from './write-answer.node.ts'

/** What `Expect` asked for, as `node:http` sorts it. */
export type Expectation = 'none' | 'continue' | 'unknown'

const LOCAL: Presented = { kind: 'local' }
const NOBODY: Presented = { kind: 'nobody' }
/** An unread upload up to this many bytes is read and forgotten rather than paid for with the connection. */
const CHEAP_UPLOAD = 64 * 1024

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
      if (this.#body !== null && !this.#req.complete) await this.#forgetBody(LONG)
    } catch (thrown) {
      try {
        await this.#refuse(asVultrinoError(thrown))
      } catch {
        this.#connection.socket.destroy()
      }
    }
  }

  async #serve(): Promise<void> {
    const door = this.#door
    const connection = this.#connection
    const req = this.#req
    const res = this.#res
    const fields = req.headers
    const head = readHead(fields, req.rawHeaders.length / 2, req.httpVersion)
    this.#understood = true
    if (head.hasBody) this.#body = new RequestBody(req, () => this.#onBodyWanted())
    if (this.#expectation === 'unknown') throw new VultrinoError('expectation_failed')
    checkCaller(
      { host: fields.host, origin: fields.origin, fetchSite: fieldOf(fields, 'sec-fetch-site') },
      door.callerRules,
    )
    const endpoint = parseEndpoint(req.url ?? '')
    const method = req.method ?? ''
    if (endpoint.kind === 'health') {
      this.#answerHealth(method)
      return
    }
    // Only WebSocket needs its upgrade; others (h2c) are an offer that may be passed over (RFC 9110 §7.8).
    if (fields.upgrade !== undefined && fields.upgrade.toLowerCase().includes('websocket')) {
      throw new VultrinoError('invalid_request', { reason: 'WebSocket connections are not served yet' })
    }
    const presented = this.#presented(head)
    const inbound = new HttpInbound(connection, {
      requestId: this.#requestId,
      presented: presented ?? ((await door.isOwner(connection)) ? LOCAL : NOBODY),
      alias: head.alias,
      url: endpoint.url,
      method,
      headers: req.rawHeaders,
      body: this.#body,
      bodyLength: head.bodyLength,
    })
    const outcome = await door.handle(inbound)
    this.#recorded = true
    if (connection.closed) await this.#dismiss(outcome)
    else if (!outcome.ok) await this.#refuse(outcome.error)
    else await writeAnswer(outcome.answer, req, res, connection, door.draining)
  }

  /** `undefined`: not known yet for this connection. */
  #presented(head: RequestHead): Presented | undefined {
    if (head.token !== undefined) return { kind: 'token', token: head.token }
    const { isOwner } = this.#connection
    if (isOwner === undefined) return undefined
    return isOwner ? LOCAL : NOBODY
  }

  #onBodyWanted(): void {
    // Only now, so that a request that is refused is refused without its upload.
    if (this.#expectation === 'continue' && !this.#res.headersSent) this.#res.writeContinue()
  }

  #answerHealth(method: string): void {
    if (method !== 'GET' && method !== 'HEAD') {
      throw new VultrinoError('method_not_allowed', { reason: '/health is read with GET' })
    }
    const { health, draining } = this.#door
    const head = ['Content-Type', 'application/json', 'Content-Length', String(health.byteLength)]
    head.push('Cache-Control', 'no-store')
    if (draining) head.push('Connection', 'close')
    this.#res.writeHead(200, head).end(method === 'HEAD' ? undefined : health)
  }

  async #refuse(refused: VultrinoError): Promise<void> {
    const door = this.#door
    const connection = this.#connection
    const error = this.#recorded ? refused : await this.#record(refused)
    const res = this.#res
    const req = this.#req
    if (connection.closed || res.headersSent) {
      connection.socket.destroy()
      return
    }
    const length = Number(req.headers['content-length'] ?? 0)
    const chunked = req.headers['transfer-encoding'] !== undefined
    const unread = !req.complete && (chunked || length > 0)
    // Another OS user's connection is good for one refusal.
    const last =
      door.draining || !this.#understood || (error.code === 'unauthorized' && connection.isOwner === false)
    const costly = unread && (last || chunked || length > CHEAP_UPLOAD || this.#expectation !== 'none')
    const answer = errorAnswer(error, this.#requestId, costly || last)
    res.writeHead(answer.status, STATUS_CODES[answer.status] ?? '', answer.head)
    if (costly) {
      // The answer is whole by its length; the connection ends once the client has had time to read it.
      res.write(answer.body)
      await discardBody(req, BRIEF)
      res.end()
      return
    }
    res.end(answer.body)
    if (unread) await this.#forgetBody(BRIEF)
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

  async #forgetBody(patience: Patience): Promise<void> {
    if (!(await discardBody(this.#req, patience))) this.#connection.socket.destroy()
  }

  /** Nobody is there to read the answer. */
  async #dismiss(outcome: Outcome): Promise<void> {
    if (outcome.ok) await dismissBody(outcome.answer.body, this.#connection)
  }
}
