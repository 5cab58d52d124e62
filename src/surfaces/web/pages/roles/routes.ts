import type { Route } from '../../page.ts'
import { deleteRole, editRole, saveRole } from './edit-role.ts'
import { listRoles } from './list-roles.ts'
import { createRole, newRole } from './new-role.ts'
import { showCoverage } from './scope-coverage.ts'
import { showRole } from './show-role.ts'

/** Paths of one word stand before `:name`: a role may be called so, and is then found by its id. */
export const roleRoutes: readonly Route[] = [
  { method: 'GET', path: '/roles', serve: listRoles },
  { method: 'GET', path: '/roles/new', serve: newRole },
  { method: 'POST', path: '/roles/new', serve: createRole },
  { method: 'POST', path: '/roles/scopes', serve: showCoverage },
  { method: 'GET', path: '/roles/:name', serve: showRole },
  { method: 'GET', path: '/roles/:name/edit', serve: editRole },
  { method: 'POST', path: '/roles/:name/edit', serve: saveRole },
  { method: 'POST', path: '/roles/:name/delete', serve: deleteRole },
]
