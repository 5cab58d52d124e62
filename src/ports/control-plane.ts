import type { ApiKeyInfo } from '../domain/api-key.ts'
import type { CredentialInfo, JsonValue } from '../domain/credential.ts'
import type { Metadata } from '../domain/credential-types/credential-type.ts'
import type { RawData } from '../domain/credential-types/parse-data.ts'
import type { Permission, Principal } from '../domain/principal.ts'
import type { Role } from '../domain/role.ts'
import type { Secret } from '../domain/secret.ts'

/** A credential as a caller describes it. */
export interface NewCredential {
  readonly alias: string
  readonly type: string
  readonly data: RawData
  readonly description: string | null
  readonly metadata: Metadata
  /** Origins as the owner writes them; empty: those of the recognised provider, if there is one. */
  readonly hosts: readonly string[]
  /** CIDR blocks outside the public Internet that those hosts may resolve to. */
  readonly addresses: readonly string[]
}

export interface Added {
  readonly credential: CredentialInfo
  /** Name of the service whose hosts or style of injection were taken from the catalogue. */
  readonly recognised: string | null
}

/** What to change of a credential; what is absent stays. */
export interface CredentialChanges {
  readonly alias?: string
  readonly data?: RawData
  /** `null` removes it. */
  readonly description?: string | null
  /** Merged into what is there; a `null` removes the key (RFC 7396, one level). */
  readonly metadata?: Readonly<Record<string, JsonValue>>
  /** The whole binding, in the place of the old one; empty: bound to nothing. A host that stays keeps its ranges, unless `addresses` says otherwise. */
  readonly hosts?: readonly string[]
  /** The ranges of every host of the binding, in the place of the old ones. */
  readonly addresses?: readonly string[]
}

export interface NewRole {
  readonly name: string
  readonly description: string | null
  readonly permissions: readonly string[]
  readonly scopes: readonly string[]
}

/** What is absent stays. */
export interface RoleChanges {
  readonly name?: string
  readonly description?: string | null
  readonly permissions?: readonly string[]
  readonly scopes?: readonly string[]
}

export interface NewApiKey {
  readonly name: string
  /** Name or id of its role. */
  readonly role: string
  /** Milliseconds since the epoch; `null`: never. */
  readonly expiresAt: number | null
}

/** An API key as it may be shown. */
export interface ShownApiKey extends Omit<ApiKeyInfo, 'hash'> {
  /** Name of its role; `null` if that was deleted. */
  readonly role: string | null
  /** ISO 8601, UTC; `null`: never used. */
  readonly lastUsedAt: string | null
}

export interface CreatedApiKey {
  readonly key: ShownApiKey
  /** The key itself, this once; `null` when an earlier call with the same idempotency key made it. */
  readonly token: Secret | null
}

/** Who one is, and what one may do. */
export interface Identity {
  readonly kind: Principal['kind']
  readonly permissions: readonly Permission[]
  readonly scopes: readonly string[]
  readonly keyName: string | null
  readonly keyPrefix: string | null
  readonly role: string | null
  /** ISO 8601, UTC; `null`: never. */
  readonly expiresAt: string | null
}

/** Creations that carry the same key by the same caller are one creation. At most 255 printable ASCII characters. */
export interface Creation {
  readonly idempotencyKey?: string
}

/**
 * The acts of the control plane, as one caller. Every surface that shows or changes stored state does it by these;
 * each checks the caller's permission and scopes itself, and records itself. Besides what is named, all throw
 * `unauthorized`, `forbidden`, `audit_unavailable`, `storage_error` and why the vault is unavailable.
 */
export interface ControlPlane {
  whoAmI(): Promise<Identity>
  /** In order of alias; only those the caller's scopes cover. */
  listCredentials(): Promise<readonly CredentialInfo[]>
  /** Throws `not_found`. */
  getCredential(alias: string): Promise<CredentialInfo>
  /** Throws `invalid_request`, `conflict`, `idempotency_mismatch`. */
  addCredential(wanted: NewCredential, creation?: Creation): Promise<Added>
  /** Throws `invalid_request`, `not_found`, `conflict`, `secret_required`. */
  updateCredential(alias: string, changes: CredentialChanges): Promise<CredentialInfo>
  /**
   * Lets a credential go to more origins; one that was named before takes the new ranges, if any are given.
   * Throws `invalid_request`, `not_found`, `secret_required`.
   */
  bindCredential(
    alias: string,
    hosts: readonly string[],
    addresses: readonly string[],
  ): Promise<CredentialInfo>
  /** Takes origins from a credential; `'all'` leaves it unbound. Throws `invalid_request` (also for one it was not bound to), `not_found`, `secret_required`. */
  unbindCredential(alias: string, hosts: readonly string[] | 'all'): Promise<CredentialInfo>
  /** Throws `not_found`. */
  deleteCredential(alias: string): Promise<void>
  /** In order of name, built-in ones first. */
  listRoles(): Promise<readonly Role[]>
  /** By name or id. Throws `not_found`. */
  getRole(name: string): Promise<Role>
  /** A name that is there with the same content, built in or not, is taken as made. Throws `invalid_request`, `conflict`, `idempotency_mismatch`. */
  createRole(wanted: NewRole, creation?: Creation): Promise<Role>
  /** Throws `invalid_request`, `not_found`, `conflict`. */
  updateRole(name: string, changes: RoleChanges): Promise<Role>
  /** Its keys stop working. Throws `not_found`, `conflict` (built in). */
  deleteRole(name: string): Promise<Role>
  /** In order of creation. */
  listKeys(): Promise<readonly ShownApiKey[]>
  /** By exact id or name, the key itself, or an unambiguous prefix of `vk_` and 5 to 8 characters. Throws `invalid_request`, `not_found`, `conflict`. */
  getKey(name: string): Promise<ShownApiKey>
  /** Throws `invalid_request`, `not_found`, `conflict`, `idempotency_mismatch`. */
  createKey(wanted: NewApiKey, creation?: Creation): Promise<CreatedApiKey>
  /** Throws as `getKey`. */
  revokeKey(name: string): Promise<ShownApiKey>
}
