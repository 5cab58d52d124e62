import type { VultrinoError } from '../domain/errors.ts'
import type { Quota } from '../ports/rate-limits.ts'

/** The limit that a refusal for a used up limit of the caller speaks of; `null` for any other error, a policy's limit among them. */
export function quotaOf({ code, details }: VultrinoError): Quota | null {
  const { kind, limit, reset } = details
  if (code !== 'rate_limited' || kind !== undefined) return null
  if (typeof limit !== 'number' || typeof reset !== 'number') return null
  return { limit, remaining: 0, resetAt: reset * 1000 }
}
