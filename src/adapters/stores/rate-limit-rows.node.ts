import { STRANGERS, type RateLimit } from '../../ports/rate-limits.ts'
import type { StateDatabase } from './state-database.node.ts'

/**
 * A bucket: `used` of its uses are given out in the window until `ends`; `granted` were in the last block. `seen` is
 * the newest time anybody came with. Times are milliseconds since the epoch.
 */
const SCHEMA = `CREATE TABLE IF NOT EXISTS rate_limit (
  bucket TEXT PRIMARY KEY, used INTEGER NOT NULL, granted INTEGER NOT NULL, ends INTEGER NOT NULL, seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID`

/**
 * A block is at most one in 1024 of what is left, and never more than so many: the last 2047 are given out one by one.
 * (Not by `/`: numbers from JavaScript arrive as REAL.)
 */
const LARGEST_BLOCK = 4096
const block = (left: string): string => `max(1, min(${String(LARGEST_BLOCK)}, (${left}) >> 10))`
/** ?1 bucket, ?2 now, ?3 length of a window, ?4 most uses in one. In an UPDATE every expression sees the old row. */
const OVER = 'max(?2, seen) >= ends'
const BLOCK = `iif(used >= ?4, 0, ${block('?4 - used')})`
const CLAIM = `INSERT INTO rate_limit (bucket, used, granted, ends, seen)
  VALUES (?1, ${block('?4')}, ${block('?4')}, ?2 + ?3, ?2)
  ON CONFLICT (bucket) DO UPDATE SET
    used = iif(${OVER}, ${block('?4')}, used + ${BLOCK}),
    granted = iif(${OVER}, ${block('?4')}, ${BLOCK}),
    ends = iif(${OVER}, max(?2, seen) + ?3, ends),
    seen = max(?2, seen)
  RETURNING used, granted, ends, seen`
const LOOK = 'SELECT used, ends, seen FROM rate_limit WHERE bucket = ?'
/** Not into a later window than the one they were taken from. */
const RETURN = 'UPDATE rate_limit SET used = max(0, used - ?2) WHERE bucket = ?1 AND ends = ?3'
const FORGET = 'DELETE FROM rate_limit WHERE ends < ?'
/** ?1 to ?2: the strangers', by the primary key. Where a window ends soonest, least is lost. */
const ARE_STRANGERS = 'bucket >= ?1 AND bucket < ?2'
const FORGET_STRANGERS = `DELETE FROM rate_limit WHERE ${ARE_STRANGERS} AND ends <= ?3`
const BOUND_STRANGERS = `DELETE FROM rate_limit WHERE bucket IN (
  SELECT bucket FROM rate_limit WHERE ${ARE_STRANGERS} ORDER BY ends DESC LIMIT -1 OFFSET ?3)`
const AFTER_STRANGERS = `${STRANGERS}\u{10ffff}`
/** Rows of strangers that are kept. */
const MOST_STRANGERS = 10_000

/** A bucket as it stands in the database. */
export interface BucketRow {
  readonly used: number
  readonly ends: number
  readonly seen: number
}

/** Uses of a bucket, given out to whoever takes them. */
export interface Unused {
  readonly bucket: string
  readonly uses: number
  /** Of the window they were taken from. */
  readonly ends: number
}

/** The table of rate limits in `state.db`. All throw `storage_error`. */
export class RateLimitRows {
  readonly #state: StateDatabase

  constructor(state: StateDatabase) {
    this.#state = state
  }

  /** Takes a block of uses out of a bucket; none (`granted` 0) if all are given out. One statement, so one transaction. */
  claim(bucket: string, { max, windowMs }: RateLimit, now: number): BucketRow & { readonly granted: number } {
    const row = this.#state.use('write', SCHEMA, () =>
      this.#state.statement(CLAIM).get(bucket, now, windowMs, max),
    )
    return { ...bucketRow(row), granted: Number(row?.['granted']) }
  }

  /** `undefined`: never used, or long ago. */
  look(bucket: string): BucketRow | undefined {
    const row = this.#state.use('read', SCHEMA, () => this.#state.statement(LOOK).get(bucket))
    return row === undefined ? undefined : bucketRow(row)
  }

  giveBack(unused: readonly Unused[]): void {
    this.#state.transaction(SCHEMA, () => {
      for (const { bucket, uses, ends } of unused) this.#state.statement(RETURN).run(bucket, uses, ends)
    })
  }

  /** Forgets buckets whose window ended before `time`; those of strangers once it is over, and the oldest of too many. */
  forget(time: number, now: number): void {
    this.#state.transaction(SCHEMA, () => {
      this.#state.statement(FORGET).run(time)
      this.#state.statement(FORGET_STRANGERS).run(STRANGERS, AFTER_STRANGERS, now)
      this.#state.statement(BOUND_STRANGERS).run(STRANGERS, AFTER_STRANGERS, MOST_STRANGERS)
    })
  }
}

const bucketRow = (row: Readonly<Record<string, unknown>> | undefined): BucketRow => ({
  used: Number(row?.['used']),
  ends: Number(row?.['ends']),
  seen: Number(row?.['seen']),
})
