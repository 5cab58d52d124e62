import type { HeaderList } from './header-list.ts'
import type { Permission } from './principal.ts'

/**
 * Whether a caller without a key, known to be the OS user who runs the server, is let in: never, until the first API
 * key is made, or always.
 */
export type LocalUserRule = 'never' | 'until_keys' | 'always'

/** How many of each a minute; 0: no limit. */
export interface RequestLimits {
  /** Requests to targets, for each key or the local user. */
  readonly proxied: number
  /** Acts of the control plane over the network, likewise. */
  readonly management: number
  /** Failed authentications, for each peer address. */
  readonly failedAuth: number
}

/** What the request path needs of the configuration; resolved once, frozen. */
export interface RequestOptions {
  /** Largest request body, bytes. 0: no limit. */
  readonly maxBodySize: number
  /** Lower-case names of fields never sent on, besides those no proxy may send. */
  readonly stripHeaders: ReadonlySet<string>
  /** Fields added to every request, flat. */
  readonly injectHeaders: HeaderList
  readonly localUser: LocalUserRule
  /** What that user may do. */
  readonly localPermissions: readonly Permission[]
  readonly limits: RequestLimits
}
