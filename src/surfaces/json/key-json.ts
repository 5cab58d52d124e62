import type { ShownApiKey } from '../../ports/control-plane.ts'

/** What may be shown of an API key, named as in the HTTP API. */
export interface KeyJson {
  readonly id: string
  readonly name: string
  readonly key_prefix: string
  readonly role_id: string
  /** Name of its role; `null` if that was deleted. */
  readonly role: string | null
  readonly expires_at: string | null
  readonly last_used_at: string | null
  readonly created_at: string
}

export function keyJson(key: ShownApiKey): KeyJson {
  const { id, name, prefix, roleId, role, expiresAt, lastUsedAt, createdAt } = key
  return {
    id,
    name,
    key_prefix: prefix,
    role_id: roleId,
    role,
    expires_at: expiresAt,
    last_used_at: lastUsedAt,
    created_at: createdAt,
  }
}
