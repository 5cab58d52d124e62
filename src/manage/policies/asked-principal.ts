import type { Permission, KeyPrincipal, Principal } from '../../domain/principal.ts'
import type { Surface } from '../../domain/audit-event.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { Role } from '../../domain/role.ts'
import { coverageOf } from '../../domain/scope-coverage.ts'
import type { TokenHash } from '../../ports/token-hash.ts'
import type { Vault } from '../../vault/vault.ts'
import { findKey } from '../find-key.ts'
import { findRole, noRole } from '../find-role.ts'

/** As whom to ask: an API key by name, or one that a role would give; neither: the owner, or the local user. */
export interface AskedBy {
  readonly key: string | undefined
  readonly role: string | undefined
}

/** Somebody who is asked about, and whether they would be let in at all. */
export interface Asked {
  readonly principal: Principal
  /** Why a key is worth nothing. */
  readonly worthless: 'expired' | 'without_role' | null
}

export interface Asking {
  readonly vault: Vault
  readonly tokenHash: TokenHash
  readonly localPermissions: readonly Permission[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Throws `invalid_arguments`, `not_found` (key, role), `conflict`, `invalid_request`. */
export function askedPrincipal(
  { vault, tokenHash, localPermissions, now }: Asking,
  { key, role }: AskedBy,
  surface: Surface,
): Asked {
  if (key !== undefined && role !== undefined) {
    throw new VultrinoError('invalid_arguments', { reason: 'name a key or a role: a key has its role' })
  }
  const { records } = vault
  if (key !== undefined) {
    const { id, name, prefix, hash } = findKey(records, key, tokenHash)
    const grant = vault.grantOf(hash)
    if (grant?.principal === undefined)
      return {
        principal: asKey({ keyId: id, keyName: name, keyPrefix: prefix }, undefined),
        worthless: 'without_role',
      }
    const expired = grant.expiresAt !== null && now >= grant.expiresAt
    return { principal: grant.principal, worthless: expired ? 'expired' : null }
  }
  // The owner comes by the command line alone: who comes otherwise, and without a key, is the local user.
  if (role === undefined)
    return {
      principal: surface === 'cli' ? { kind: 'owner' } : { kind: 'local', permissions: localPermissions },
      worthless: null,
    }
  const found = findRole(records, role)
  if (found === undefined) throw noRole(role)
  return { principal: asKey({ keyId: '', keyName: '', keyPrefix: '' }, found), worthless: null }
}

function asKey(
  key: Pick<KeyPrincipal, 'keyId' | 'keyName' | 'keyPrefix'>,
  role: Role | undefined,
): KeyPrincipal {
  const scopes = role?.scopes ?? []
  return {
    kind: 'key',
    ...key,
    role: role?.name ?? '',
    permissions: role?.permissions ?? [],
    scopes,
    covers: coverageOf(scopes),
  }
}
