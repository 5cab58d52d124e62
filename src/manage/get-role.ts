import type { Role } from '../domain/role.ts'
import { findRole, noRole, roleSubject } from './find-role.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** A role by name or id. Throws `forbidden`, `not_found`, `invalid_request`. */
export function getRole(management: Management, name: string): Promise<Role> {
  const { vault } = management
  return recorded(
    management,
    'role.get',
    roleSubject(() => vault.records, name),
    () => {
      const found = findRole(vault.records, name)
      return found === undefined ? Promise.reject(noRole(name)) : Promise.resolve(found)
    },
  )
}
