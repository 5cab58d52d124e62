import { headerValues, type HeaderList } from '../header-list.ts'
import { readStrictJson, type Json } from './strict-json.ts'

/** A request's body, whole: its bytes, or that there is none, or more than are looked at. */
export type WholeBody = Uint8Array | 'none' | 'too_large'

/** What can be said of it. */
export type BodyReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'unreadable'; readonly why: string }

/** `application/json` or `…+json`, in UTF-8 (RFC 8259 §8.1, RFC 6839). */
const JSON_TYPE = /^application\/(?:json|[a-z0-9.!#$&^_-]+\+json)\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?$/i

const unreadable = (why: string): BodyReading => ({ kind: 'unreadable', why })

/** Reads a body as JSON, by the fields that will be sent with it. */
export function readBody(body: WholeBody, headers: HeaderList): BodyReading {
  if (body === 'none') return { kind: 'none' }
  if (body === 'too_large') return unreadable('the body is too large to be looked at')
  if (body.byteLength === 0) return { kind: 'none' }
  const codings = headerValues(headers, 'content-encoding')
  if (codings.some((coding) => coding.trim().toLowerCase() !== 'identity'))
    return unreadable('the body is compressed')
  const types = headerValues(headers, 'content-type')
  if (types.length !== 1 || !JSON_TYPE.test((types[0] ?? '').trim()))
    return unreadable('the body is not declared as JSON')
  const value = readStrictJson(body)
  return value === undefined
    ? unreadable('the body is not JSON that every program reads alike')
    : { kind: 'json', value }
}
