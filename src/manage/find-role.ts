import { isAccessName } from '../domain/access-name.ts'
import { BUILT_IN_ROLES } from '../domain/built-in-roles.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Role } from '../domain/role.ts'
import type { RecordReader } from '../vault/vault.ts'

/** The built-in role of this name or id. */
export const builtInRole = (name: string): Role | undefined =>
  BUILT_IN_ROLES.find((role) => role.name === name || role.id === name)

/** A role by name or id, built-in ones too. */
export const findRole = (records: Pick<RecordReader, 'get' | 'find'>, name: string): Role | undefined =>
  builtInRole(name) ?? records.find('role', name) ?? records.get('role', name)

/** The error for a role that is not there. What cannot be a name is not repeated. */
export const noRole = (name: string): VultrinoError =>
  isAccessName(name)
    ? new VultrinoError('not_found', { kind: 'role', name })
    : new VultrinoError('invalid_request', {
        reason:
          'a role is named by its name, 1 to 64 letters, digits, dots, underscores or hyphens, or by its id',
      })

/** The name under which an act about a role is recorded: its own, or what the caller wrote if that could be one. */
export function roleSubject(records: () => Pick<RecordReader, 'get' | 'find'>, name: string): string | null {
  try {
    return findRole(records(), name)?.name ?? (isAccessName(name) ? name : null)
  } catch {
    // The vault is unavailable, which the act itself will say.
    return null
  }
}
