import type { IncomingMessage, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { BRIEF, discardBody } from '../http/discard-body.node.ts'
import type { PlainAnswer } from './plain-answer.ts'

interface Reply {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** Ends a stream: the client is gone, or the server ends. */
  readonly signal: AbortSignal
}

/** Whether its length is not known: it may go on for as long as somebody reads. */
export const isStream = ({ body, headers }: Response): boolean =>
  body !== null && !headers.has('Content-Length')

/** Writes a page, whole where its length is known, else as it comes. */
export async function writeResponse(response: Response, { req, res, signal }: Reply): Promise<void> {
  if (res.destroyed) return
  const head: [string, string][] = [...response.headers].filter(([name]) => name !== 'set-cookie')
  for (const [name, value] of head) res.setHeader(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) res.setHeader('Set-Cookie', cookies)
  res.statusCode = response.status
  if (req.method === 'HEAD' || response.body === null || !isStream(response)) {
    const body = req.method === 'HEAD' ? undefined : new Uint8Array(await response.arrayBuffer())
    await writeWhole(body, req, res)
    return
  }
  await stream(response.body, res, signal)
}

async function stream(
  body: ReadableStream<Uint8Array>,
  res: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const reader = body.getReader()
  const stop = (): void => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  res.flushHeaders()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!res.write(value)) await drained(res)
    }
    res.end()
  } catch {
    // What has begun cannot become an error page any more.
    res.destroy()
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (res.destroyed) {
      resolve()
      return
    }
    res.once('drain', resolve).once('close', resolve)
  })
}

/** Writes a refusal, whatever of its request was read. */
export async function writePlain(
  { status, headers, body }: PlainAnswer,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (res.headersSent || res.destroyed) {
    res.destroy()
    return
  }
  for (const [name, value] of headers) res.setHeader(name, value)
  res.statusCode = status
  await writeWhole(req.method === 'HEAD' ? undefined : body, req, res)
}

async function writeWhole(
  body: Uint8Array | undefined,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.complete) {
    res.end(body)
    return
  }
  res.setHeader('Connection', 'close')
  // The client gets to read it before the connection ends with bytes of its own unread.
  res.flushHeaders()
  if (body !== undefined && body.byteLength > 0) res.write(body)
  await discardBody(req, BRIEF)
  res.end()
}

/** The same as bytes, for a socket on which there is no HTTP conversation to answer in. */
export function rawAnswer({ status, headers, body }: PlainAnswer): Uint8Array {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nDate: ${new Date().toUTCString()}\r\n`
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`
  return Buffer.concat([Buffer.from(`${head}Connection: close\r\n\r\n`, 'latin1'), body])
}
