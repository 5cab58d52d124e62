import type { JsonValue } from '../domain/credential.ts'
import type { Role } from '../domain/role.ts'
import type { RecordKind } from './record-kinds.ts'

/** Nothing of a role is secret: it stands in the index alone, which is sealed as a whole. */
export const roleKind: RecordKind<Role, Role> = {
  nameOf: ({ name }) => name,
  mention: (name) => ({ kind: 'role', name }),
  split: (role) => ({ info: role, payload: null }),
  join: (info, payload: JsonValue) => (payload === null ? info : undefined),
}
