import { VultrinoError } from '../domain/errors.ts'
import { parseRole } from '../domain/parse-role.ts'
import type { Role } from '../domain/role.ts'
import type { RoleChanges } from '../ports/control-plane.ts'
import type { Draft } from '../vault/draft.ts'
import { builtInRole, findRole, noRole, roleSubject } from './find-role.ts'
import type { Management } from './management.ts'
import { judgedAndRecorded } from './recorded.ts'

/**
 * Changes a role, by name or id, and with it what all of its keys may do. Its id stays, so that they follow a new
 * name. Throws `forbidden`, `invalid_request`, `not_found`, `conflict` (built in, or another's name),
 * `audit_unavailable`.
 */
export function updateRole(management: Management, name: string, changes: RoleChanges): Promise<Role> {
  const { vault, clock } = management
  const subject = roleSubject(() => vault.records, name)

  function changed(records: Pick<Draft, 'get' | 'find'>): Role {
    const role = requireStored(records, name)
    const content = parseRole({ ...role, ...given(changes) })
    if (builtInRole(content.name) !== undefined) throw builtInConflict(content.name)
    return { ...role, ...content, updatedAt: new Date(clock.now()).toISOString() }
  }

  function judge(): void {
    if (Object.keys(given(changes)).length === 0) {
      throw new VultrinoError('invalid_request', { reason: 'nothing to change was given' })
    }
    // Asked again under the lock; asked here, so that a refusal is on record as one.
    if (findRole(vault.records, name) !== undefined) changed(vault.records)
  }

  return judgedAndRecorded(management, 'role.update', subject, judge, () =>
    vault.change(({ records }) => {
      const role = changed(records)
      records.put('role', role)
      return role
    }),
  )
}

/** What is there to be changed. */
function given(changes: RoleChanges): RoleChanges {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

const builtInConflict = (name: string): VultrinoError =>
  new VultrinoError('conflict', { kind: 'built_in_role', name })

/** A role that can be changed or deleted. Throws `not_found`, `invalid_request`, `conflict` (built in). */
export function requireStored(records: Pick<Draft, 'get' | 'find'>, name: string): Role {
  const role = findRole(records, name)
  if (role === undefined) throw noRole(name)
  if (role.builtIn) throw builtInConflict(role.name)
  return role
}
