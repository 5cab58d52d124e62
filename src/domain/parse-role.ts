import { parseAccessName } from './access-name.ts'
import { ALIAS_CHARACTERS, LONGEST_ALIAS } from './alias.ts'
import { holdsToken } from './api-key-token.ts'
import { VultrinoError } from './errors.ts'
import { canMatch } from './glob.ts'
import { parseDescription } from './parse-description.ts'
import { PERMISSIONS, type Permission } from './principal.ts'
import type { Role } from './role.ts'

const MOST_SCOPES = 64
const LONGEST_SCOPE = 128

/** What a role is made of, apart from when and by what id. */
export type RoleContent = Pick<Role, 'name' | 'description' | 'permissions' | 'scopes'>

/** The same, as a caller gives it. */
export interface RawRole {
  readonly name: string
  readonly description: string | null
  readonly permissions: readonly string[]
  readonly scopes: readonly string[]
}

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/** Checks a role. Permissions come out in the order of `PERMISSIONS`, each once. Throws `invalid_request`. */
export function parseRole(raw: RawRole): RoleContent {
  return {
    name: parseAccessName(raw.name, 'role'),
    description: parseDescription(raw.description),
    permissions: parsePermissions(raw.permissions),
    scopes: parseScopes(raw.scopes),
  }
}

function parsePermissions(given: readonly string[]): readonly Permission[] {
  const known: readonly string[] = PERMISSIONS
  if (!given.every((one) => known.includes(one))) refuse(`a permission is one of ${known.join(', ')}`)
  if (given.length === 0) refuse(`a role has at least one permission: ${known.join(', ')}`)
  return PERMISSIONS.filter((one) => given.includes(one))
}

function parseScopes(given: readonly string[]): readonly string[] {
  if (given.length > MOST_SCOPES) refuse(`a role has at most ${MOST_SCOPES} scopes`)
  for (const scope of given) {
    if (scope.length > LONGEST_SCOPE) refuse(`a scope is at most ${LONGEST_SCOPE} characters long`)
    if (holdsToken(scope)) refuse('a scope holds an API key, and scopes are shown')
    // Most often a slip: a space after a comma, a host instead of an alias. It would shut out without a word.
    if (!canMatch(scope, ALIAS_CHARACTERS, LONGEST_ALIAS)) {
      refuse(
        'a scope is a pattern of aliases (letters, digits, . _ - and * ? [a-z] {a,b}); one of them fits none',
      )
    }
  }
  return [...new Set(given)]
}

/** Whether two roles say the same. Order of scopes does not count. */
export function sameRole(a: RoleContent, b: RoleContent): boolean {
  const text = ({ name, description, permissions, scopes }: RoleContent): string =>
    JSON.stringify([name, description, permissions, [...scopes].sort()])
  return text(a) === text(b)
}
