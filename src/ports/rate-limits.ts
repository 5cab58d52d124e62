/**
 * How the buckets of those begin whom nobody let in. There may be as many as there are addresses: when there are too
 * many, the oldest are forgotten.
 */
export const STRANGERS = 'failed_auth:'

/** So many uses in a window of time, which begins with the first use. */
export interface RateLimit {
  /** At least 1. */
  readonly max: number
  readonly windowMs: number
}

/** What is left of a limit. */
export interface Quota {
  readonly limit: number
  readonly remaining: number
  /** When the window ends, milliseconds since the epoch. */
  readonly resetAt: number
}

export interface Taken extends Quota {
  readonly allowed: boolean
}

/**
 * Counts uses across all processes of this machine, and over restarts. Never more than `max` pass in a window,
 * whatever the clock does: going back never refills. Answers at once, from memory where it can. All throw
 * `VultrinoError('storage_error')` where the count cannot be had, and the caller must then refuse.
 */
export interface RateLimits {
  /** Counts one use of `bucket`, if the limit allows it. The same bucket always comes with the same limit. */
  take(bucket: string, limit: RateLimit): Taken
  /** What is left, without using any of it; may be a little too high while other processes count. */
  peek(bucket: string, limit: RateLimit): Quota
  /** Takes back one use that this object's `take` allowed just now and that did not happen. Never throws. */
  giveBack(bucket: string, limit: RateLimit): void
  /** Lets other processes have what this one has set aside for itself. */
  close(): void
}
