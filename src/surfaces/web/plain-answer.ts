import type { VultrinoError } from '../../domain/errors.ts'
import { errorFields } from '../json/error-fields.ts'
import { secureHeaders } from './security-headers.ts'

export interface PlainAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

/** A refusal by whoever takes connections, before there is a request that a page could answer. */
export function plainAnswer(error: VultrinoError, requestId: string, https: boolean): PlainAnswer {
  const { message, details } = error.toPublicBody()
  const hint = typeof details['hint'] === 'string' ? `${details['hint']}\n` : ''
  const body = new TextEncoder().encode(`${message}\n${hint}`)
  const headers = new Headers({ 'Content-Type': 'text/plain; charset=utf-8' })
  const fields = errorFields(error, null)
  for (let at = 0; at < fields.length; at += 2) headers.set(fields[at] ?? '', fields[at + 1] ?? '')
  secureHeaders(headers, requestId, https)
  headers.set('Content-Length', String(body.byteLength))
  return { status: error.status, headers: new Map(headers), body }
}
