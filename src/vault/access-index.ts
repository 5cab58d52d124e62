import type { ApiKeyInfo } from '../domain/api-key.ts'
import { BUILT_IN_ROLES } from '../domain/built-in-roles.ts'
import { compileGlob } from '../domain/glob.ts'
import type { KeyPrincipal } from '../domain/principal.ts'
import type { Role } from '../domain/role.ts'
import type { Grant } from '../ports/access-source.ts'

/** Finds API keys by the hash of their token, with what their roles give them. */
export class AccessIndex {
  readonly #grants = new Map<string, Grant>()

  constructor(keys: Iterable<ApiKeyInfo>, roles: Iterable<Role>) {
    const byId = new Map([...BUILT_IN_ROLES, ...roles].map((role) => [role.id, role]))
    const scopes = new Map<Role, KeyPrincipal['covers']>()
    for (const key of keys) {
      const role = byId.get(key.roleId)
      const principal = role === undefined ? undefined : principalOf(key, role, coverage(role, scopes))
      const expiresAt = key.expiresAt === null ? null : Date.parse(key.expiresAt)
      this.#grants.set(key.hash, { keyId: key.id, principal, expiresAt })
    }
  }

  grantOf(tokenHash: string): Grant | undefined {
    return this.#grants.get(tokenHash)
  }
}

function principalOf(key: ApiKeyInfo, role: Role, covers: KeyPrincipal['covers']): KeyPrincipal {
  return {
    kind: 'key',
    keyId: key.id,
    keyName: key.name,
    keyPrefix: key.prefix,
    role: role.name,
    permissions: role.permissions,
    scopes: role.scopes,
    covers,
  }
}

/** One compiled form for all keys of a role. */
function coverage(role: Role, known: Map<Role, KeyPrincipal['covers']>): KeyPrincipal['covers'] {
  const found = known.get(role)
  if (found !== undefined) return found
  const globs = role.scopes.map(compileGlob)
  const covers =
    globs.length === 0 ? () => true : (alias: string): boolean => globs.some((glob) => glob(alias))
  known.set(role, covers)
  return covers
}
