import type { ApiKeyInfo } from '../domain/api-key.ts'
import { BUILT_IN_ROLES } from '../domain/built-in-roles.ts'
import type { KeyPrincipal } from '../domain/principal.ts'
import type { Role } from '../domain/role.ts'
import { coverageOf } from '../domain/scope-coverage.ts'
import type { Grant } from '../ports/access-source.ts'

interface Granted {
  readonly grant: Grant
  /** Everything that the grant was made of, as text. */
  readonly madeOf: string
}

/** Finds API keys by the hash of their token, with what their roles give them. */
export class AccessIndex {
  readonly #granted = new Map<string, Granted>()

  /** `before`: of the generation before, whose grants are taken over where neither key nor role has changed. */
  constructor(keys: Iterable<ApiKeyInfo>, roles: Iterable<Role>, before?: AccessIndex) {
    const byId = new Map([...BUILT_IN_ROLES, ...roles].map((role) => [role.id, role]))
    const scopes = new Map<Role, KeyPrincipal['covers']>()
    const former = before === undefined ? undefined : before.#granted
    for (const key of keys) {
      const role = byId.get(key.roleId)
      const madeOf = JSON.stringify([key, role])
      const old = former?.get(key.hash)
      this.#granted.set(
        key.hash,
        old?.madeOf === madeOf ? old : { madeOf, grant: grantOf(key, role, scopes) },
      )
    }
  }

  grantOf(tokenHash: string): Grant | undefined {
    return this.#granted.get(tokenHash)?.grant
  }
}

function grantOf(key: ApiKeyInfo, role: Role | undefined, scopes: Map<Role, KeyPrincipal['covers']>): Grant {
  return Object.freeze({
    keyId: key.id,
    principal: role === undefined ? undefined : principalOf(key, role, coverage(role, scopes)),
    expiresAt: key.expiresAt === null ? null : Date.parse(key.expiresAt),
  })
}

function principalOf(key: ApiKeyInfo, role: Role, covers: KeyPrincipal['covers']): KeyPrincipal {
  return Object.freeze({
    kind: 'key',
    keyId: key.id,
    keyName: key.name,
    keyPrefix: key.prefix,
    role: role.name,
    permissions: role.permissions,
    scopes: role.scopes,
    covers,
  })
}

/** One compiled form for all keys of a role. */
function coverage(role: Role, known: Map<Role, KeyPrincipal['covers']>): KeyPrincipal['covers'] {
  const found = known.get(role)
  if (found !== undefined) return found
  const compiled = coverageOf(role.scopes)
  const covers = role.scopes.length === 0 ? compiled : remembered(compiled)
  known.set(role, covers)
  return covers
}

const MOST_REMEMBERED = 1024

/** Callers ask for the same few aliases again and again. Bounded, since they choose them. */
function remembered(covers: KeyPrincipal['covers']): KeyPrincipal['covers'] {
  const answers = new Map<string, boolean>()
  return (alias) => {
    const known = answers.get(alias)
    if (known !== undefined) return known
    if (answers.size >= MOST_REMEMBERED) answers.clear()
    const answer = covers(alias)
    answers.set(alias, answer)
    return answer
  }
}
