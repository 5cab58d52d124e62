import type { CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Counted } from '../domain/policy/judge.ts'
import { limitBucket } from '../domain/policy/limit-bucket.ts'
import { ruleLabel } from '../domain/policy/policy.ts'
import type { Principal } from '../domain/principal.ts'
import type { Clock } from '../ports/clock.ts'
import type { RateLimits, Taken } from '../ports/rate-limits.ts'

/** For whom is counted, and where. */
export interface Counting {
  readonly credential: CredentialInfo
  readonly principal: Principal
  readonly limits: RateLimits
  readonly clock: Clock
}

/** Takes a use back that did not happen after all. Never throws. */
export type GiveBack = () => void

const NOTHING_TO_GIVE: GiveBack = () => undefined

/** Counts one use against every limit, or against none. Throws `rate_limited`, `storage_error`. */
export function takeLimits(
  counted: readonly Counted[],
  { credential, principal, limits, clock }: Counting,
): GiveBack {
  if (counted.length === 0) return NOTHING_TO_GIVE
  const taken: { readonly bucket: string; readonly limit: Counted['limit'] }[] = []
  const giveBack = (): void => {
    for (const { bucket, limit } of taken.splice(0)) limits.giveBack(bucket, limit)
  }
  try {
    for (const one of counted) {
      const bucket = limitBucket(one, credential.id, principal)
      const quota = limits.take(bucket, one.limit)
      if (!quota.allowed) throw usedUp(one, quota, credential.alias, clock.now())
      taken.push({ bucket, limit: one.limit })
    }
  } catch (thrown) {
    giveBack()
    throw thrown
  }
  return giveBack
}

function usedUp(
  { policy, rule }: Counted,
  { limit, remaining, resetAt }: Taken,
  alias: string,
  now: number,
): VultrinoError {
  return new VultrinoError('rate_limited', {
    kind: 'policy',
    alias,
    policy: policy.name,
    rule: ruleLabel(rule),
    retry_after: Math.max(1, Math.ceil((resetAt - now) / 1000)),
    limit,
    remaining,
    reset: Math.ceil(resetAt / 1000),
  })
}
