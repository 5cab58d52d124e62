import { VultrinoError } from '../domain/errors.ts'
import type { Quota } from '../ports/rate-limits.ts'

/** The refusal for a caller whose limit is used up; `now` in milliseconds since the epoch. */
export function limitReached({ limit, resetAt }: Quota, now: number): VultrinoError {
  return new VultrinoError('rate_limited', {
    limit,
    remaining: 0,
    /** Seconds since the epoch. */
    reset: Math.ceil(resetAt / 1000),
    retry_after: Math.max(1, Math.ceil((resetAt - now) / 1000)),
  })
}

/** The limit that such a refusal speaks of; `null` for any other error, a policy's limit among them. */
export function quotaOf({ code, details }: VultrinoError): Quota | null {
  const { kind, limit, reset } = details
  if (code !== 'rate_limited' || kind !== undefined) return null
  if (typeof limit !== 'number' || typeof reset !== 'number') return null
  return { limit, remaining: 0, resetAt: reset * 1000 }
}
