import type { CredentialInfo } from '../domain/credential.ts'
import type { Counted } from '../domain/policy/judge.ts'
import { limitBucket } from '../domain/policy/limit-bucket.ts'
import type { Principal } from '../domain/principal.ts'
import { usedUpRefusal } from '../domain/use-refusals.ts'
import type { Clock } from '../ports/clock.ts'
import type { RateLimits } from '../ports/rate-limits.ts'

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
      if (!quota.allowed) throw usedUpRefusal(one, quota, credential.alias, clock.now())
      taken.push({ bucket, limit: one.limit })
    }
  } catch (thrown) {
    giveBack()
    throw thrown
  }
  return giveBack
}
