import { parseAlias } from '../domain/alias.ts'
import { VultrinoError } from '../domain/errors.ts'
import { parseProxiedMethod } from '../domain/method.ts'
import { parseTarget } from '../domain/target.ts'
import type { Inbound, Received } from './stages.ts'

/**
 * Step 1: reads the caller's text once. `maxBodySize` in bytes, 0 for none.
 * Throws `missing_credential`, `invalid_request`, `method_not_allowed`, `payload_too_large`.
 */
export function receive(inbound: Inbound, maxBodySize: number): Received {
  const { bodyLength } = inbound
  parseProxiedMethod(inbound.method)
  if (maxBodySize > 0 && bodyLength !== null && bodyLength > maxBodySize) {
    throw new VultrinoError('payload_too_large', { limit: maxBodySize })
  }
  if (inbound.alias === undefined) throw new VultrinoError('missing_credential')
  return { inbound, alias: parseAlias(inbound.alias), target: parseTarget(inbound.url) } as Received
}
