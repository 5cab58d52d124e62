import { BUILT_IN_ROLES } from '../domain/built-in-roles.ts'
import type { Role } from '../domain/role.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** Every role, the built-in ones first, the others in order of name. Throws `forbidden`. */
export function listRoles(management: Management): Promise<readonly Role[]> {
  return recorded(management, 'role.list', null, () => {
    const stored = management.vault.records.list('role').sort((a, b) => (a.name < b.name ? -1 : 1))
    return Promise.resolve([...BUILT_IN_ROLES, ...stored])
  })
}
