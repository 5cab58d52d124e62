import type { Socket } from 'node:net'
import { VultrinoError } from '../../domain/errors.ts'
import type { Connection } from './connection.node.ts'
import { rawErrorAnswer } from './error-answer.node.ts'

/** How long a client whose bytes were no HTTP gets to read why. */
const LINGER_MS = 500

/** What the HTTP parser's own refusals are worth. */
const REFUSALS: Readonly<Record<string, () => VultrinoError>> = {
  HPE_HEADER_OVERFLOW: () => new VultrinoError('headers_too_large'),
  ERR_HTTP_REQUEST_TIMEOUT: () => new VultrinoError('request_timeout'),
}
const malformed = (): VultrinoError =>
  new VultrinoError('invalid_request', { reason: 'this is not valid HTTP/1.1' })

/** The parser speaks of what was sent; anything else happened to the transport, and there is nobody to tell. */
const isRefusal = (error: NodeJS.ErrnoException): boolean =>
  error.code !== undefined && (error.code.startsWith('HPE_') || error.code in REFUSALS)

/** Puts a refusal into the audit log; out comes the id under which it stands there. */
export type Recorder = (connection: Connection, method: string, error: VultrinoError) => string

/**
 * Answers bytes that are no request, once, and ends the connection. An exchange whose request was complete
 * ends first; one whose own body is what cannot be read is aborted.
 */
export function refuseBytes(error: NodeJS.ErrnoException, connection: Connection, record: Recorder): void {
  const { socket } = connection
  if (connection.refused && isRefusal(error)) return
  connection.refused = true
  if (!isRefusal(error)) {
    socket.destroy()
    return
  }
  const answer = (): void => {
    const refusal = (REFUSALS[error.code ?? ''] ?? malformed)()
    const requestId = record(connection, '', refusal)
    if (socket.writable) endWith(socket, refusal, requestId)
  }
  const { current } = connection
  if (current?.receiving !== true) {
    connection.whenIdle(answer)
    return
  }
  connection.abort()
  if (current.answering) socket.destroy()
  else answer()
}

/** Writes an error, then reads on for a moment so that no reset overtakes it. */
export function endWith(socket: Socket, error: VultrinoError, requestId: string): void {
  socket.end(rawErrorAnswer(error, requestId))
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(timer))
}

/** Answers a CONNECT: by then the socket has left the HTTP server's hands. */
export function refuseTunnel(connection: Connection, record: Recorder): void {
  const { socket } = connection
  socket.on('error', () => socket.destroy())
  socket.resume()
  const reason = 'tunnels are not served: put the URL in the path, as in /https://api.example.com/path'
  const refusal = new VultrinoError('method_not_allowed', { reason })
  const requestId = record(connection, 'CONNECT', refusal)
  connection.whenIdle(() => endWith(socket, refusal, requestId))
}
