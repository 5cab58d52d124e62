import { PERMISSIONS, type Permission } from './principal.ts'
import type { Role } from './role.ts'

/** Not stored, so they are in every vault; their ids are UUIDs like any other role's and never change. */
const builtIn = (
  last: string,
  name: string,
  permissions: readonly Permission[],
  description: string,
): Role => ({
  id: `00000000-0000-4000-8000-00000000000${last}`,
  name,
  description,
  permissions,
  scopes: [],
  builtIn: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
})

export const BUILT_IN_ROLES: readonly Role[] = [
  builtIn('1', 'admin', PERMISSIONS, 'Everything, roles and keys included'),
  builtIn('2', 'executor', ['execute'], 'Use any credential for requests'),
  builtIn('3', 'read-only', ['read'], 'List credentials'),
]
