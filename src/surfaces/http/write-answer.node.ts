import type { IncomingMessage, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { VultrinoError } from '../../domain/errors.ts'
import type { Answer } from '../../pipeline/stages.ts'
import { answerHead, trailerPairs } from './answer-head.ts'
import type { Connection } from './connection.node.ts'

const NOTHING = new Uint8Array(0)
/** A body of so many bytes, as text, leaves with the head in one piece: written in two, it costs more than to copy it. */
const ONE_PIECE = 8 * 1024

/**
 * Writes an answer, with back-pressure; one that is whole, at once. Throws `upstream_error` before anything was written if the answer has
 * no form in HTTP/1.1; a failure after that cuts the connection, so that the client never takes a part for the
 * whole, and then returns.
 */
export function writeAnswer(
  answer: Answer,
  req: IncomingMessage,
  res: ServerResponse,
  connection: Connection,
  last: boolean,
): Promise<void> | undefined {
  const { status, body } = answer
  const whole = body instanceof Uint8Array
  const bodiless = req.method === 'HEAD' || status === 204 || status === 304
  const late = whole ? trailerPairs(answer.trailers()) : []
  const trailers = !bodiless && req.httpVersion === '1.1' && (!whole || late.length > 0)
  const length = whole && late.length === 0 ? body.byteLength : null
  const head = answerHead(answer.headers, { bodiless, status, length, trailers, last })
  try {
    if (status < 200) throw new RangeError('an interim status cannot end an exchange')
    res.writeHead(status, answer.statusText === '' ? (STATUS_CODES[status] ?? '') : answer.statusText, head)
  } catch (thrown) {
    // The response object already believes that it has no body, and would not write an error's.
    return refuse(thrown, body, connection, bodiless && req.method !== 'HEAD' ? req : undefined)
  }
  if (!whole || late.length > 0) return writeParts(answer, req, res, connection, trailers)
  if (bodiless) res.end()
  else res.end(body.byteLength > ONE_PIECE ? body : latin1(body), 'latin1')
  return undefined
}

/** Nothing was written. `lost`: the request that cannot be answered any more. */
async function refuse(
  cause: unknown,
  body: Answer['body'],
  connection: Connection,
  lost: IncomingMessage | undefined,
): Promise<never> {
  await dismissBody(body, connection)
  if (lost !== undefined) await cut(lost, connection)
  throw new VultrinoError('upstream_error', { reason: 'its answer is not valid HTTP' }, { cause })
}

/** What follows the head: chunks and trailers. */
async function writeParts(
  answer: Answer,
  req: IncomingMessage,
  res: ServerResponse,
  connection: Connection,
  trailers: boolean,
): Promise<void> {
  const { body } = answer
  try {
    res.strictContentLength = true
    if (body instanceof Uint8Array) res.write(body)
    else await pump(body, res, connection)
    const fields = trailers ? trailerPairs(answer.trailers()) : []
    if (fields.length > 0) res.addTrailers(fields)
    res.end()
  } catch {
    await cut(req, connection)
  }
}

/** A character for each byte. */
const latin1 = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('latin1')

async function pump(
  body: AsyncIterable<Uint8Array>,
  res: ServerResponse,
  connection: Connection,
): Promise<void> {
  // An event stream may say nothing for long: its head must not wait for its first event. (`flushHeaders` would
  // write the head as UTF-8; an empty chunk has it written byte for byte.)
  const flush = setImmediate(() => res.write(NOTHING))
  try {
    for await (const chunk of body) {
      clearImmediate(flush)
      if (!res.write(chunk) && !connection.closed) await connection.drained(res)
      if (connection.closed) return
    }
  } finally {
    clearImmediate(flush)
  }
}

/**
 * Gives back a body that will not be read, or its connection to the target stays taken. It is begun, so that
 * whoever produces it gets to clean up (a generator that never ran has no `finally`), but what comes is not waited
 * for: it may never come.
 */
export async function dismissBody(body: Answer['body'], connection: Connection): Promise<void> {
  if (body instanceof Uint8Array) return
  connection.abort()
  try {
    const chunks = body[Symbol.asyncIterator]()
    void chunks.next().catch(() => undefined)
    await chunks.return?.()
  } catch {
    // Cut by the abort, as it should be.
  }
}

/** Ends a connection in a way that no client can take for the end of a body. */
async function cut(req: IncomingMessage, connection: Connection): Promise<void> {
  // What was written in this turn leaves the process at its end.
  await new Promise((resolve) => setImmediate(resolve))
  // A body without length or chunks ends where the connection does: only a reset says that it was cut.
  if (req.httpVersion === '1.0') connection.socket.resetAndDestroy()
  else connection.socket.destroy()
}
