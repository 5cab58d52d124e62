import { VultrinoError } from './errors.ts'

const METHOD = /^[A-Z][A-Z0-9_-]{0,31}$/

/**
 * Checks an HTTP method's form: methods are case-sensitive (RFC 9110 §9.1), and one in odd case is more likely
 * meant to slip past a rule than to be understood. Throws `invalid_request`.
 */
export function parseMethod(text: string): string {
  if (!METHOD.test(text)) {
    throw new VultrinoError('invalid_request', { reason: 'a method is 1 to 32 capital letters' })
  }
  return text
}

/** TRACE echoes what it got, secret included; TRACK is its old alias; CONNECT is not a request to a resource. */
const REFUSED: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT'])

/** The same, of a request that is to be sent on. Throws `invalid_request`, `method_not_allowed`. */
export function parseProxiedMethod(text: string): string {
  const method = parseMethod(text)
  if (REFUSED.has(method)) {
    throw new VultrinoError('method_not_allowed', { reason: 'this method cannot be proxied safely' })
  }
  return method
}
