import { VultrinoError } from '../../domain/errors.ts'
import { peerName } from '../../domain/peer-name.ts'
import type { Clock } from '../../ports/clock.ts'
import { STRANGERS, type RateLimit, type RateLimits } from '../../ports/rate-limits.ts'
import type { SignInFrom } from './sign-in.ts'

const MINUTE_MS = 60_000
/** Passwords are stretched one after the other; more than this would wait for longer than anybody looks at a form. */
const MOST_WAITING = 16
/** `::1` */
const LOOPBACK_6 = peerName('::1')
/** How long that queue takes to become shorter, seconds. */
const SOON = 2

export interface AttemptsDeps {
  readonly limits: RateLimits
  readonly clock: Clock
  /** Of one peer; 0: no limit. */
  readonly failedPerMinute: number
}

/** How often passwords may be tried: a minute from one peer, and at a time by all together. */
export class Attempts {
  readonly #deps: AttemptsDeps
  readonly #limit: RateLimit | undefined
  #waiting = 0

  constructor(deps: AttemptsDeps) {
    this.#deps = deps
    const max = deps.failedPerMinute
    this.#limit = max === 0 ? undefined : { max, windowMs: MINUTE_MS }
  }

  /**
   * Makes one attempt. Counted before it is made, so that many at once are no way around the limit, and given back if
   * it succeeds. Past the limit the right password is refused too: else there would be none. Throws `rate_limited`,
   * `storage_error`, and what `attempt` throws.
   */
  async count<T>(from: Pick<SignInFrom, 'ip' | 'peer'>, attempt: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING) throw new VultrinoError('rate_limited', { retry_after: SOON })
    const { limits, clock } = this.#deps
    const bucket = `${STRANGERS}web:${nameOf(from)}`
    if (this.#limit !== undefined) {
      const { allowed, resetAt } = limits.take(bucket, this.#limit)
      const retryAfter = Math.max(1, Math.ceil((resetAt - clock.now()) / 1000))
      if (!allowed) throw new VultrinoError('rate_limited', { retry_after: retryAfter })
    }
    this.#waiting++
    try {
      const done = await attempt()
      if (this.#limit !== undefined) limits.giveBack(bucket, this.#limit)
      return done
    } finally {
      this.#waiting--
    }
  }
}

/**
 * As whom they are counted. A program on this machine can come from every address in 127.0.0.0/8; its user is one, and those
 * who try as another user do not use up the owner's attempts.
 */
function nameOf({ ip, peer }: Pick<SignInFrom, 'ip' | 'peer'>): string {
  const name = peerName(ip)
  return name.startsWith('127.') || name === LOOPBACK_6 ? (peer ?? 'loopback') : name
}
