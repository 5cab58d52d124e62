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
   * way for keys that are unknown, expired, revoked or without a role; `rate_limited` after too many such attempts;
   * `storage_error`, and why the vault is unavailable. At once, but for a token that is worth nothing here: another
   * process may have made the key this moment, so the vault is looked at again before it is refused.
   */
  identify(presented: Presented, ip: string | null): Principal | Promise<Principal>
  /** Counts one request. `null` where no limit applies. Throws `rate_limited`, `storage_error`. */
  admit(principal: Principal, counted: Counted): Quota | null
  /**
   * What `identify` would give for this caller now: the same object while nothing about key and role changed,
   * `undefined` if they would not be let in any more. Throws why the vault is unavailable.
   */
  recheck(principal: Principal): Principal | undefined
  /** The same, with what other processes changed until now. */
  recheckFresh(principal: Principal): Promise<Principal | undefined>
}
