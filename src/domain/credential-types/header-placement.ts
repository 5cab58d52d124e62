import { headerNameProblem, headerValueProblem } from '../header-syntax.ts'
import type { Injection, Metadata } from './credential-type.ts'

/** The metadata keys that say where an `api_key` goes; everything else there is the owner's own. */
export const PLACEMENT_KEYS = ['header_name', 'header_prefix', 'query_param'] as const

const text = (metadata: Metadata, key: (typeof PLACEMENT_KEYS)[number]): string | undefined => {
  const value = metadata[key]
  return typeof value === 'string' ? value : undefined
}

/** What is wrong with the placement that metadata asks for, as a sentence without any value, or `undefined`. */
export function placementProblem(metadata: Metadata): string | undefined {
  for (const key of PLACEMENT_KEYS) {
    const value = metadata[key]
    if (value !== undefined && typeof value !== 'string') return `${key} must be text`
  }
  const name = text(metadata, 'header_name')
  const prefix = text(metadata, 'header_prefix')
  const query = text(metadata, 'query_param')
  if (query !== undefined) {
    if (name !== undefined || prefix !== undefined) return 'a key goes in a header or in the query, not both'
    return /^[\x21-\x7e]{1,128}$/.test(query)
      ? undefined
      : 'query_param must be 1 to 128 printable characters'
  }
  if (name !== undefined) {
    const problem = headerNameProblem(name)
    if (problem === 'token') return 'header_name is not a header name (RFC 9110)'
    if (problem === 'reserved') return 'header_name is a field that the proxy itself sets or removes'
  }
  // A prefix may end with a space, which the key after it makes legal.
  if (prefix !== undefined && headerValueProblem(`${prefix}x`) !== undefined) {
    return 'header_prefix must be printable ASCII text'
  }
  return undefined
}

/**
 * Where a key goes. `Authorization: Bearer KEY` unless metadata says otherwise; a `header_name` without a
 * prefix takes the bare key (`X-API-Key: KEY`). A prefix that ends in a letter or digit is set off by a space.
 */
export function placeKey(metadata: Metadata, key: string): Injection {
  const query = text(metadata, 'query_param')
  if (query !== undefined) return { in: 'query', name: query, value: key }
  const name = text(metadata, 'header_name')
  const prefix = text(metadata, 'header_prefix') ?? (name === undefined ? 'Bearer' : '')
  const separator = /[A-Za-z0-9]$/.test(prefix) ? ' ' : ''
  return { in: 'header', name: name ?? 'Authorization', value: `${prefix}${separator}${key}` }
}
