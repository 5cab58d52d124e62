import type { Clock } from '../../ports/clock.ts'
import {
  STRANGERS,
  type Quota,
  type RateLimit,
  type RateLimits,
  type Taken,
} from '../../ports/rate-limits.ts'
import { RateLimitRows, type Unused } from './rate-limit-rows.node.ts'
import type { StateDatabase } from './state-database.node.ts'
import { SteadyClock } from './steady-clock.ts'

/** What this process knows of a bucket, and what it has of it. */
interface Held {
  /** End of the window all of this is about. */
  readonly ends: number
  /** Uses given out to anybody, when last looked at. */
  used: number
  /** Uses taken from the bucket and not made yet. */
  lease: number
  /** Uses made, by this process. */
  made: number
  /** Until then it need not be asked again whether there is any left. */
  fullUntil: number
  /** Something happened to it since the timer last came by. */
  busy: boolean
}

/** A lease that nobody used for so long, or twice as long, is given back. */
const IDLE_MS = 50
/** Others may give uses of a full bucket back: it is looked at again so often, and no more. */
const LOOK_AGAIN_MS = 50
const FORGET_EVERY_MS = 60_000
/** So many counts of strangers may leave as many rows. */
const FORGET_EVERY_STRANGERS = 5_000
/** A clock that was wrong for a while does not make windows forgotten that go on when it is right again. */
const KEEP_MS = 3_600_000
/** Buckets remembered; which one is forgotten costs a look at the database, nothing else. */
const MOST_HELD = 10_000

/**
 * Counts in `state.db`, exactly across processes and cheaply: uses are taken from the shared count in blocks, and made
 * from memory. A process that dies loses what it had not used; none is made twice.
 */
export class SqliteRateLimits implements RateLimits {
  readonly #rows: RateLimitRows
  readonly #clock: SteadyClock
  readonly #held = new Map<string, Held>()
  #timer: NodeJS.Timeout | undefined
  #forgotten: number | undefined
  /** Counts of strangers since then. */
  #strangers = 0

  /** `elapsed`: milliseconds since any moment, which only grow. */
  constructor(state: StateDatabase, clock: Clock, elapsed: () => number = () => performance.now()) {
    this.#rows = new RateLimitRows(state)
    this.#clock = new SteadyClock(clock, elapsed)
  }

  take(bucket: string, limit: RateLimit): Taken {
    const now = this.#clock.now()
    let held = this.#held.get(bucket)
    if (held === undefined || now >= held.ends || held.lease === 0) {
      if (held !== undefined && now < held.ends && this.#isFull(bucket, held, limit, now)) {
        return this.#answer(false, held, limit)
      }
      held = this.#claim(bucket, limit, now)
    }
    const allowed = held.lease > 0
    if (allowed) {
      held.lease -= 1
      held.made += 1
      held.busy = true
    }
    return this.#answer(allowed, held, limit)
  }

  peek(bucket: string, limit: RateLimit): Quota {
    const now = this.#clock.now()
    const held = this.#held.get(bucket)
    if (held !== undefined && now < held.ends) return this.#quota(held.used - held.lease, held.ends, limit)
    const row = this.#rows.look(bucket)
    if (row !== undefined) this.#clock.observe(row.seen)
    return row === undefined || Math.max(now, row.seen) >= row.ends
      ? this.#quota(0, now + limit.windowMs, limit)
      : this.#quota(row.used, row.ends, limit)
  }

  giveBack(bucket: string): void {
    const held = this.#held.get(bucket)
    // What was made in a window that is over stays made: it must not become a use of the next one.
    if (held === undefined || this.#clock.now() >= held.ends || held.made === 0) return
    held.made -= 1
    held.lease += 1
    held.busy = true
    this.#wait()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#return(() => true)
    this.#held.clear()
  }

  #isFull(bucket: string, held: Held, { max }: RateLimit, now: number): boolean {
    if (held.fullUntil === 0) return false
    if (now < held.fullUntil) return true
    held.fullUntil = now + LOOK_AGAIN_MS
    const row = this.#rows.look(bucket)
    return row !== undefined && row.ends === held.ends && row.used >= max
  }

  #claim(bucket: string, limit: RateLimit, now: number): Held {
    if (bucket.startsWith(STRANGERS)) this.#strangers += 1
    this.#forget(now)
    const { used, granted, ends, seen } = this.#rows.claim(bucket, limit, now)
    this.#clock.observe(seen)
    const known = this.#held.get(bucket)
    const made = known?.ends === ends ? known.made : 0
    const fullUntil = granted === 0 ? Math.max(now, seen) + LOOK_AGAIN_MS : 0
    const held: Held = { ends, used, lease: granted, made, fullUntil, busy: true }
    // The longest unclaimed stand first.
    this.#held.delete(bucket)
    this.#held.set(bucket, held)
    if (this.#held.size > MOST_HELD) this.#drop()
    if (granted > 1) this.#wait()
    return held
  }

  /** With what this process has set aside counted as left. */
  #answer(allowed: boolean, { used, lease, ends }: Held, limit: RateLimit): Taken {
    return { allowed, ...this.#quota(used - lease, ends, limit) }
  }

  #quota(used: number, ends: number, { max }: RateLimit): Quota {
    return { limit: max, remaining: Math.max(0, max - used), resetAt: this.#clock.asWall(ends) }
  }

  #drop(): void {
    for (const [bucket, { lease }] of this.#held) {
      if (lease > 0) continue
      this.#held.delete(bucket)
      return
    }
  }

  /** Gives back, in a while, what is not used until then. */
  #wait(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#return((held) => {
        const idle = !held.busy
        held.busy = false
        return idle
      })
      for (const { lease } of this.#held.values()) {
        if (lease === 0) continue
        this.#wait()
        return
      }
    }, IDLE_MS).unref()
  }

  #return(wanted: (held: Held) => boolean): void {
    const unused: Unused[] = []
    for (const [bucket, held] of this.#held) {
      if (held.lease > 0 && wanted(held)) unused.push({ bucket, uses: held.lease, ends: held.ends })
    }
    if (unused.length === 0) return
    for (const { bucket, uses } of unused) {
      const held = this.#held.get(bucket)
      if (held === undefined) continue
      held.used -= uses
      held.lease = 0
    }
    try {
      this.#rows.giveBack(unused)
    } catch {
      // Lost, then: kept, they could be made twice, if the writing succeeded after all.
    }
  }

  #forget(now: number): void {
    this.#forgotten ??= now
    if (now - this.#forgotten < FORGET_EVERY_MS && this.#strangers < FORGET_EVERY_STRANGERS) return
    this.#forgotten = now
    this.#strangers = 0
    for (const [bucket, { ends }] of this.#held) if (now >= ends) this.#held.delete(bucket)
    this.#rows.forget(now - KEEP_MS, now)
  }
}
