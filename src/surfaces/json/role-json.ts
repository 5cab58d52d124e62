import type { Permission } from '../../domain/principal.ts'
import type { Role } from '../../domain/role.ts'

/** A role, named as in the HTTP API. */
export interface RoleJson {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly permissions: readonly Permission[]
  readonly credential_scopes: readonly string[]
  readonly built_in: boolean
  readonly created_at: string
  readonly updated_at: string
}

export function roleJson(role: Role): RoleJson {
  const { id, name, description, permissions, scopes, builtIn, createdAt, updatedAt } = role
  return {
    id,
    name,
    description,
    permissions,
    credential_scopes: scopes,
    built_in: builtIn,
    created_at: createdAt,
    updated_at: updatedAt,
  }
}
