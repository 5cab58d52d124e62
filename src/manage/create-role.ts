import { isAccessName } from '../domain/access-name.ts'
import { VultrinoError } from '../domain/errors.ts'
import { parseRole, sameRole } from '../domain/parse-role.ts'
import type { Role } from '../domain/role.ts'
import type { Creation, NewRole } from '../ports/control-plane.ts'
import { creationId } from './creation-id.ts'
import { builtInRole } from './find-role.ts'
import type { Management } from './management.ts'
import { judgedAndRecorded } from './recorded.ts'

/**
 * Makes a role. One of the same name and content that is there, built in or not, is taken as made.
 * Throws `forbidden`, `invalid_request`, `conflict`, `idempotency_mismatch`, `audit_unavailable`.
 */
export function createRole(management: Management, wanted: NewRole, creation?: Creation): Promise<Role> {
  const subject = isAccessName(wanted.name) ? wanted.name : null
  return judgedAndRecorded(
    management,
    'role.create',
    subject,
    () => newRole(management, wanted, creation),
    (role) => (role.builtIn ? Promise.resolve(role) : store(management, role)),
  )
}

function newRole(management: Management, wanted: NewRole, creation: Creation | undefined): Role {
  const content = parseRole(wanted)
  const id = creationId(management, 'role.create', creation)
  const builtIn = builtInRole(content.name)
  if (builtIn !== undefined) {
    const { description } = builtIn
    // The reference's own samples say nothing of a description.
    if (sameRole(builtIn, { ...content, description: content.description ?? description })) return builtIn
    throw new VultrinoError('conflict', { kind: 'built_in_role', name: content.name })
  }
  const now = new Date(management.clock.now()).toISOString()
  return { id, ...content, builtIn: false, createdAt: now, updatedAt: now }
}

function store({ vault }: Management, role: Role): Promise<Role> {
  return vault.change(({ records }) => {
    const made = records.get('role', role.id)
    if (made !== undefined) {
      if (!sameRole(made, role)) throw new VultrinoError('idempotency_mismatch')
      return made
    }
    // A deleted role's keys know it by its id, and must not come back to life.
    if (records.list('api_key').some(({ roleId }) => roleId === role.id)) {
      throw new VultrinoError('idempotency_mismatch')
    }
    const namesake = records.find('role', role.name)
    if (namesake !== undefined && sameRole(namesake, role)) return namesake
    records.put('role', role)
    return role
  })
}
