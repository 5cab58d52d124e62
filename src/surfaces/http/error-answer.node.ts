import { STATUS_CODES } from 'node:http'
import type { VultrinoError } from '../../domain/errors.ts'
import type { Quota } from '../../ports/rate-limits.ts'
import { errorFields } from '../json/error-fields.ts'
import type { OwnAnswer } from './own-answer.node.ts'

/**
 * An error of ours as an HTTP message: `{error, message, details}` and the fields that tell it from a target's answer.
 * `quota`: what is left of the caller's limit, where that is known.
 */
export function errorAnswer(error: VultrinoError, requestId: string, quota?: Quota | null): OwnAnswer {
  const always = ['Content-Type', 'application/json', 'Cache-Control', 'no-store']
  return {
    status: error.status,
    headers: [...always, 'X-Vultrino-Request-Id', requestId, ...errorFields(error, quota)],
    body: new TextEncoder().encode(`${JSON.stringify(error.toPublicBody())}\n`),
  }
}

/** The same, as bytes for a socket on which there is no HTTP conversation to answer in. */
export function rawErrorAnswer(error: VultrinoError, requestId: string): Uint8Array {
  const { status, headers, body } = errorAnswer(error, requestId)
  const head = [...headers, 'Content-Length', String(body.byteLength), 'Connection', 'close']
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nDate: ${new Date().toUTCString()}\r\n`
  for (let i = 0; i < head.length; i += 2) text += `${head[i] ?? ''}: ${head[i + 1] ?? ''}\r\n`
  return Buffer.concat([Buffer.from(`${text}\r\n`, 'latin1'), body])
}
