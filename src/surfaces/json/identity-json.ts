import type { Permission } from '../../domain/principal.ts'
import type { Identity } from '../../ports/control-plane.ts'

/** Who a caller is, named as in the HTTP API. */
export interface IdentityJson {
  readonly kind: Identity['kind']
  readonly permissions: readonly Permission[]
  readonly credential_scopes: readonly string[]
  readonly key_name: string | null
  readonly key_prefix: string | null
  readonly role: string | null
  readonly expires_at: string | null
}

export function identityJson(identity: Identity): IdentityJson {
  const { kind, permissions, scopes, keyName, keyPrefix, role, expiresAt } = identity
  return {
    kind,
    permissions,
    credential_scopes: scopes,
    key_name: keyName,
    key_prefix: keyPrefix,
    role,
    expires_at: expiresAt,
  }
}
