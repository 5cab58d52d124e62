import type { Role } from '../domain/role.ts'
import { builtInRole, roleSubject } from './find-role.ts'
import type { Management } from './management.ts'
import { judgedAndRecorded } from './recorded.ts'
import { requireStored } from './update-role.ts'

/**
 * Deletes a role, by name or id. Its keys stay, and are good for nothing from then on: a new role of the same name has
 * another id. Throws `forbidden`, `not_found`, `invalid_request`, `conflict` (built in), `audit_unavailable`.
 */
export function deleteRole(management: Management, name: string): Promise<Role> {
  const { vault } = management
  return judgedAndRecorded(
    management,
    'role.delete',
    roleSubject(() => vault.records, name),
    () => {
      if (builtInRole(name) !== undefined) requireStored(vault.records, name)
    },
    () =>
      vault.change(({ records }) => {
        const role = requireStored(records, name)
        records.delete('role', role.id)
        return role
      }),
  )
}
