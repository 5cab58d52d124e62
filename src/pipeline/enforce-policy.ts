import { VultrinoError } from '../domain/errors.ts'
import type { PolicySource } from '../ports/policy-source.ts'
import type { RateLimits } from '../ports/rate-limits.ts'
import { Permit } from './permit.ts'
import type { Destined } from './stages.ts'

/** What the step judges by, the same for every request. */
export interface Judging {
  readonly policies: PolicySource
  readonly limits: RateLimits
}

/**
 * Step 6: may it be used for this. There are no policies yet, so everything within the binding is allowed;
 * an unbound credential would need an allow rule that names the host. Throws `unbound_credential`.
 */
export function enforcePolicy(destined: Destined, _judging: Judging): Permit | Promise<Permit> {
  if (destined.bound === null) {
    const { credential, received } = destined
    throw new VultrinoError('unbound_credential', { alias: credential.alias, origin: received.target.origin })
  }
  return Permit.mint(destined)
}
