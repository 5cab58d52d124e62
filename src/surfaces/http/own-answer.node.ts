import type { IncomingMessage, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { HeaderList } from '../../domain/header-list.ts'
import type { Patience } from './discard-body.node.ts'
import { BRIEF, discardBody } from './discard-body.node.ts'

/** An answer that is ours, not a target's. */
export interface OwnAnswer {
  readonly status: number
  /** Flat; without those that frame the message. */
  readonly headers: HeaderList
  readonly body: Uint8Array
}

/** An unread upload up to this many bytes is read and forgotten rather than paid for with the connection. */
const CHEAP_UPLOAD = 64 * 1024

/** Where an answer goes. */
export interface Reply {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** It is its connection's last. */
  readonly last: boolean
  /** The client waits to be told before it sends its body. */
  readonly hesitant: boolean
}

/** Writes an answer of ours, whatever of its request was read. */
export async function writeOwnAnswer({ status, headers, body }: OwnAnswer, reply: Reply): Promise<void> {
  const { req, res, last, hesitant } = reply
  const length = Number(req.headers['content-length'] ?? 0)
  const chunked = req.headers['transfer-encoding'] !== undefined
  const unread = !req.complete && (chunked || length > 0)
  const costly = unread && (last || chunked || length > CHEAP_UPLOAD || hesitant)
  const head = [...headers, 'Content-Length', String(body.byteLength)]
  if (costly || last) head.push('Connection', 'close')
  res.writeHead(status, STATUS_CODES[status] ?? '', head)
  if (costly) {
    // The answer is whole by its length; the connection ends once the client has had time to read it.
    res.write(body)
    await discardBody(req, BRIEF)
    res.end()
    return
  }
  res.end(body)
  if (unread) await forgetBody(req, BRIEF)
}

/** Reads on to the next request on the connection, or ends it. */
export async function forgetBody(req: IncomingMessage, patience: Patience): Promise<void> {
  if (!(await discardBody(req, patience))) req.socket.destroy()
}
