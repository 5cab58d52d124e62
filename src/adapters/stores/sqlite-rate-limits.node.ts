import type { Clock } from '../../ports/clock.ts'
import type { Quota, RateLimit, RateLimits, Taken } from '../../ports/rate-limits.ts'
import type { StateDatabase } from './state-database.node.ts'

const SCHEMA = `CREATE TABLE IF NOT EXISTS rate_limit (
  bucket TEXT PRIMARY KEY, started INTEGER NOT NULL, used INTEGER NOT NULL, ends INTEGER NOT NULL
) STRICT, WITHOUT ROWID`

/** Counts in `state.db`. */
export class SqliteRateLimits implements RateLimits {
  readonly #state: StateDatabase
  readonly #clock: Clock

  constructor(state: StateDatabase, clock: Clock) {
    this.#state = state
    this.#clock = clock
  }

  take(bucket: string, { max, windowMs }: RateLimit): Taken {
    const now = this.#clock.now()
    return this.#state.use('write', SCHEMA, () => {
      const row = this.#state
        .statement(
          `INSERT INTO rate_limit VALUES (?1, ?2, 1, ?2 + ?3) ON CONFLICT (bucket) DO UPDATE SET
             started = iif(ends <= ?2, ?2, started),
             used = iif(ends <= ?2, 1, min(used + 1, ?4 + 1)),
             ends = iif(ends <= ?2, ?2 + ?3, ends)
           RETURNING used, ends`,
        )
        .get(bucket, now, windowMs, max)
      const used = Number(row?.['used'])
      const resetAt = Number(row?.['ends'])
      return { allowed: used <= max, limit: max, remaining: Math.max(0, max - used), resetAt }
    })
  }

  peek(bucket: string, { max, windowMs }: RateLimit): Quota {
    const now = this.#clock.now()
    return this.#state.use('read', SCHEMA, () => {
      const row = this.#state.statement('SELECT used, ends FROM rate_limit WHERE bucket = ?').get(bucket)
      const ends = Number(row?.['ends'] ?? 0)
      if (ends <= now) return { limit: max, remaining: max, resetAt: now + windowMs }
      return { limit: max, remaining: Math.max(0, max - Number(row?.['used'])), resetAt: ends }
    })
  }

  giveBack(bucket: string): void {
    this.#state.use('write', SCHEMA, () =>
      this.#state.statement('UPDATE rate_limit SET used = max(0, used - 1) WHERE bucket = ?').run(bucket),
    )
  }

  close(): void {
    // The database is its owner's to close.
  }
}
