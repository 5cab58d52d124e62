import { VultrinoError } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'

/** The fields the front door itself reads: lower-case names, repeats joined with commas (never dropped). */
export type JoinedFields = Readonly<Record<string, string | readonly string[] | undefined>>

export interface RequestHead {
  readonly alias: string | undefined
  readonly token: Secret | undefined
  /** Whether a body follows at all, and its size in bytes where it was announced. */
  readonly hasBody: boolean
  readonly bodyLength: number | null
}

export const MAX_FIELDS = 256
/** As nearly everybody sends it. */
const USUAL = /^Bearer (vk_[a-z0-9]+)$/
const BEARER = /(?:^|,)[ \t]*bearer[ \t]+(vk_[^\s,]*)/gi

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/** A field as one text, or `undefined`. */
export const joined = (value: JoinedFields[string]): string | undefined =>
  value === undefined || typeof value === 'string' ? value : value.join(', ')

/**
 * Reads a request's head. What could be read in two ways is refused: repeated `Host`, alias or key, transfer
 * codings other than chunked. Throws `invalid_request`, `headers_too_large`.
 */
export function readHead(fields: JoinedFields, fieldCount: number, httpVersion: string): RequestHead {
  if (fieldCount > MAX_FIELDS) throw new VultrinoError('headers_too_large', { limit: MAX_FIELDS })
  if (httpVersion !== '1.1' && httpVersion !== '1.0') refuse('only HTTP/1.1 and HTTP/1.0 are spoken here')
  const host = joined(fields['host'])
  // RFC 9112 §3.2
  if (host === undefined ? httpVersion === '1.1' : host.includes(','))
    refuse('exactly one Host header is required')
  const coding = joined(fields['transfer-encoding'])
  if (coding !== undefined && (httpVersion === '1.0' || coding.toLowerCase() !== 'chunked')) {
    refuse('the only transfer coding accepted is chunked, on HTTP/1.1')
  }
  // The HTTP parser has already refused a length that is repeated, not a number, or beside a transfer coding.
  const length = joined(fields['content-length'])
  const bodyLength = length === undefined ? null : Number(length)
  return {
    alias: readAlias(joined(fields['x-vultrino-credential'])),
    token: readToken(joined(fields['authorization'])),
    hasBody: coding !== undefined || (bodyLength !== null && bodyLength > 0),
    bodyLength,
  }
}

function readAlias(value: string | undefined): string | undefined {
  if (value === '') refuse('the X-Vultrino-Credential header is empty')
  if (value?.includes(',') === true) refuse('exactly one X-Vultrino-Credential header is required')
  return value
}

/** An `Authorization` that holds no Vultrino key is the caller's own business with the target, and is left alone. */
function readToken(value: string | undefined): Secret | undefined {
  if (value === undefined || !value.includes('vk_')) return undefined
  const [, usual] = USUAL.exec(value) ?? []
  if (usual !== undefined) return new Secret(usual)
  const tokens = [...value.matchAll(BEARER)]
  if (tokens.length > 1) refuse('more than one API key was sent')
  const token = tokens[0]?.[1]
  return token === undefined ? undefined : new Secret(token)
}
