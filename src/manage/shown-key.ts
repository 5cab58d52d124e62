import type { ApiKeyInfo } from '../domain/api-key.ts'
import type { ShownApiKey } from '../ports/control-plane.ts'
import { findRole } from './find-role.ts'
import type { Management } from './management.ts'

/** An API key with the name of its role and when it was last used. `used`: last uses by id. */
export function shownKey(
  { vault }: Pick<Management, 'vault'>,
  { id, name, prefix, roleId, createdAt, expiresAt }: ApiKeyInfo,
  used: ReadonlyMap<string, number>,
): ShownApiKey {
  const lastUsed = used.get(id)
  return {
    id,
    name,
    prefix,
    roleId,
    createdAt,
    expiresAt,
    role: findRole(vault.records, roleId)?.name ?? null,
    lastUsedAt: lastUsed === undefined ? null : new Date(lastUsed).toISOString(),
  }
}
