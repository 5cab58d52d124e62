import { VultrinoError } from '../domain/errors.ts'
import { Secret } from '../domain/secret.ts'
import type { Creation } from '../ports/control-plane.ts'
import type { Action } from './acts.ts'
import type { Management } from './management.ts'

const KEY = /^[\x20-\x7e]{1,255}$/

/**
 * The id of a record that is to be made: a new one; or, with an idempotency key, the one that the same caller, act and
 * key always give, so that a creation is told from its repetition by what is stored and by nothing else.
 * Throws `invalid_request`.
 */
export function creationId(
  { caller, random, tokenHash }: Pick<Management, 'caller' | 'random' | 'tokenHash'>,
  action: Action,
  { idempotencyKey }: Creation = {},
): string {
  if (idempotencyKey === undefined) return random.uuid()
  if (!KEY.test(idempotencyKey)) {
    throw new VultrinoError('invalid_request', {
      reason: 'an Idempotency-Key is 1 to 255 printable ASCII characters',
    })
  }
  const { principal } = caller
  const who = principal.kind === 'key' ? principal.keyId : principal.kind
  // SHA-256 of a text that no token can be.
  return uuidOf(tokenHash(new Secret(JSON.stringify(['creation', who, action, idempotencyKey]))))
}

/** The first 122 bits of a digest as a UUID of version 8 (RFC 9562 §5.8). */
function uuidOf(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
