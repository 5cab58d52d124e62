import type { Socket } from 'node:net'
import type { buildConnector as Connectors } from 'undici'
import { kParser } from './undici.node.ts'

/** What is used of undici's HTTP/1.1 parser, of which each connection has one. */
interface Parser {
  readonly socket: Socket
  /** -1 where the answer announces none. */
  readonly contentLength: number
  readonly hasTransferEncoding: boolean
  /** The connection has ended. Gives the error, if the answer has not. */
  finish: (this: Parser) => Error | null
  onHeadersComplete: (this: Parser, status: number, upgrade: boolean, keepAlive: boolean) => number
}

type Written = (error?: Error | null) => void

const CONTINUE = 100
const PROCESSING = 102

const mended = new WeakSet<Parser>()
const writeFailed = new WeakSet<Socket>()

/**
 * Puts three things right in undici's HTTP/1.1 client, on each connection that it is given:
 *
 * - An answer that ends where its connection does is complete only if that was closed, not if it was reset
 *   (RFC 9112 §8). undici ends it either way.
 * - A target may answer before it has read the request, and close (RFC 9112 §9.5). undici drops the answer with the
 *   first byte that cannot be sent.
 * - An interim answer that was not asked for is skipped (RFC 9110 §15.2). undici gives up at `100 Continue`.
 *
 * A connection over TLS that was closed without `close_notify` (RFC 9112 §9.8) cannot be told from one that was
 * closed properly: Node reports both as the end.
 */
export function mendHttp1(callback: Connectors.Callback): Connectors.Callback {
  return (...outcome) => {
    // undici leaves it out where there is an error.
    const socket: Socket | null | undefined = outcome[1]
    if (socket) outliveFailedWrites(socket)
    // undici takes the connection over in here.
    callback(...outcome)
    // There is none over HTTP/2.
    const parser: unknown = socket && Reflect.get(socket, kParser)
    if (parser) mendParser(Object.getPrototypeOf(parser) as Parser)
  }
}

/** All parsers have one prototype. */
function mendParser(prototype: Parser): void {
  if (mended.has(prototype)) return
  mended.add(prototype)
  const { finish, onHeadersComplete } = prototype
  prototype.finish = function () {
    const endless = this.contentLength === -1 && !this.hasTransferEncoding
    return endless && brokeOff(this.socket) ? cut() : finish.call(this)
  }
  prototype.onHeadersComplete = function (status, upgrade, keepAlive) {
    return onHeadersComplete.call(this, status === CONTINUE ? PROCESSING : status, upgrade, keepAlive)
  }
}

/**
 * Whether a connection that has ended was not closed by the other side in good order. A reset that came together
 * with the last bytes is reported as an ordinary end, but the other side has no address any more.
 */
function brokeOff(socket: Socket): boolean {
  return (
    !socket.readableEnded ||
    socket.errored !== null ||
    writeFailed.has(socket) ||
    socket.remoteAddress === undefined
  )
}

const cut = (): Error =>
  Object.assign(new Error('the connection broke off in an answer without length'), { code: 'ECONNRESET' })

/**
 * A write that fails because the other side is gone does not end the connection: what it said before can still be
 * read, and after that the connection ends by itself. Nothing more is written: the stream waits for this write.
 */
function outliveFailedWrites(socket: Socket): void {
  // A stream gives the same callback with every write.
  let given: Written | undefined
  let instead: Written = () => undefined
  const tolerant = (written: Written): Written => {
    if (written === given) return instead
    given = written
    instead = (error) => {
      if (error && isGone(error)) writeFailed.add(socket)
      else written(error)
    }
    return instead
  }
  const write = socket._write.bind(socket)
  const writev = socket._writev?.bind(socket)
  socket._write = (chunk, encoding, written) => write(chunk, encoding, tolerant(written))
  if (writev !== undefined) socket._writev = (chunks, written) => writev(chunks, tolerant(written))
}

const isGone = (error: Error & { readonly code?: string }): boolean =>
  error.code === 'EPIPE' || error.code === 'ECONNRESET'
