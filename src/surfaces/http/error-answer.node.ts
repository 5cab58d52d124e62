import { STATUS_CODES } from 'node:http'
import type { VultrinoError } from '../../domain/errors.ts'

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

/** Fields that a status demands (RFC 9110 §11.6.1, §15.5.6). */
const EXTRA: Readonly<Record<number, readonly [string, string]>> = {
  401: ['WWW-Authenticate', 'Bearer realm="vultrino"'],
  405: ['Allow', METHODS],
}

/** An error of ours as an HTTP message: `{error, message, details}` and the fields that tell it from a target's answer. */
export interface ErrorAnswer {
  readonly status: number
  /** Flat. */
  readonly head: string[]
  readonly body: Uint8Array
}

export function errorAnswer(error: VultrinoError, requestId: string, last: boolean): ErrorAnswer {
  const body = new TextEncoder().encode(`${JSON.stringify(error.toPublicBody())}\n`)
  const head = [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(body.byteLength),
    'Cache-Control',
    'no-store',
    'X-Vultrino-Error',
    error.code,
    'X-Vultrino-Request-Id',
    requestId,
    ...(EXTRA[error.status] ?? []),
  ]
  if (last) head.push('Connection', 'close')
  return { status: error.status, head, body }
}

/** The same, as bytes for a socket on which there is no HTTP conversation to answer in. */
export function rawErrorAnswer(error: VultrinoError, requestId: string): Uint8Array {
  const { status, head, body } = errorAnswer(error, requestId, true)
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nDate: ${new Date().toUTCString()}\r\n`
  for (let i = 0; i < head.length; i += 2) text += `${head[i] ?? ''}: ${head[i + 1] ?? ''}\r\n`
  return Buffer.concat([Buffer.from(`${text}\r\n`, 'latin1'), body])
}
