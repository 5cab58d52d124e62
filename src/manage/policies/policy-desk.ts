import type { PolicySet } from '../../domain/policy/policy-set.ts'
import type { Permission } from '../../domain/principal.ts'
import type { RequestOptions } from '../../domain/server-options.ts'
import type { RateLimits } from '../../ports/rate-limits.ts'
import type { TokenHash } from '../../ports/token-hash.ts'
import type { Vault } from '../../vault/vault.ts'

/** What the audit log says about one past request. */
export interface PastRequest {
  readonly requestId: string
  /** ISO 8601, UTC. */
  readonly time: string
  readonly surface: string
  readonly principal: string
  readonly key: string | null
  readonly keyName: string | null
  readonly role: string | null
  readonly action: string
  readonly credential: string | null
  readonly method: string | null
  /** Without the values of its query. */
  readonly url: string | null
  readonly decision: 'allow' | 'deny'
  readonly error: string | null
  readonly policy: string | null
  readonly rule: string | null
}

/** What `vultrino policy` works with. Nothing is opened before it is asked for. */
export interface PolicyDesk {
  /** Those in the files now. */
  readonly policies: PolicySet
  /** What would be stripped from requests and added to them. */
  readonly options: Pick<RequestOptions, 'stripHeaders' | 'injectHeaders'>
  readonly tokenHash: TokenHash
  /** What a caller without a key may do. */
  readonly localPermissions: readonly Permission[]
  /** Throws `vault_missing`, `password_required`, … */
  vault(): Promise<Vault>
  /** The vault, if there is one and its password needs no asking. */
  vaultIfGiven(): Promise<Vault | undefined>
  /** The counts of this machine; they are looked at, never changed. */
  limits(): Promise<RateLimits>
  /** The newest record of a request; `undefined`: not among those that are kept. Throws `storage_error`. */
  findRequest(requestId: string): Promise<PastRequest | undefined>
  /** Milliseconds since the epoch. */
  now(): number
  close(): Promise<void>
}
