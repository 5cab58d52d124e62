import type { Principal } from '../domain/principal.ts'
import type { Quota } from '../ports/rate-limits.ts'
import type { Presented } from './stages.ts'

/** What is counted against a caller's limits. */
export type Counted = 'proxied' | 'management'

/**
 * Who asks, and whether they ask too often: the first question of the request path, and of every management request
 * over the network.
 */
export interface Gate {
  /**
   * Finds out who a caller is. `ip`: of the peer, `null` at the terminal. Throws `unauthorized`, in one and the same
   * way for keys that are unknown, expired, revoked or without a role; `rate_limited` after too many such attempts.
   */
  identify(presented: Presented, ip: string | null): Principal
  /** Counts one request. `null` where no limit applies. Throws `rate_limited`, `storage_error`. */
  admit(principal: Principal, counted: Counted): Quota | null
  /** Whether `identify` would still give this principal, or why not: for what is under way. */
  recheck(principal: Principal): Principal | undefined
}
