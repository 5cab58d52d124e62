import { roleJson } from '../../json/role-json.ts'
import { defined } from '../../json/defined.ts'
import { managed, managedBody } from '../managed.ts'
import type { Route } from '../route.ts'
import * as schema from '../schemas/role-schemas.ts'

const tag = 'Roles'
const needs = 'All five permissions, and no scopes.'
const ALL = '/v1/roles'
const ONE = '/v1/roles/{name}'

export const ROLE_ROUTES: readonly Route[] = [
  managed({
    method: 'GET',
    path: ALL,
    operationId: 'listRoles',
    summary: 'List the roles',
    tag,
    needs,
    status: 200,
    answer: schema.roleList,
    errors: ['forbidden'],
    act: async ({ control }) => {
      const roles = await control.listRoles()
      return { value: { roles: roles.map(roleJson) } }
    },
  }),
  managedBody(schema.newRole, {
    method: 'POST',
    path: ALL,
    operationId: 'createRole',
    summary: 'Create a role',
    tag,
    needs,
    status: 201,
    answer: schema.role,
    errors: ['forbidden', 'conflict', 'idempotency_mismatch', 'vault_busy'],
    idempotent: true,
    act: async ({ control, body, creation }) => {
      const { name, description = null, permissions, credential_scopes: scopes = [] } = body
      const role = await control.createRole({ name, description, permissions, scopes }, creation)
      return { value: roleJson(role), headers: ['Location', `${ALL}/${encodeURIComponent(role.name)}`] }
    },
  }),
  managed({
    method: 'GET',
    path: ONE,
    operationId: 'getRole',
    summary: 'One role, by name or id',
    tag,
    needs,
    status: 200,
    answer: schema.role,
    errors: ['forbidden', 'not_found'],
    act: async ({ control, name }) => ({ value: roleJson(await control.getRole(name)) }),
  }),
  managedBody(schema.roleChanges, {
    method: 'PATCH',
    path: ONE,
    operationId: 'updateRole',
    summary: 'Change a role; its keys follow at once',
    tag,
    needs,
    status: 200,
    answer: schema.role,
    errors: ['forbidden', 'not_found', 'conflict', 'vault_busy'],
    act: async ({ control, name, body }) => {
      const { credential_scopes: scopes, ...rest } = body
      return { value: roleJson(await control.updateRole(name, defined({ ...rest, scopes }))) }
    },
  }),
  managed({
    method: 'DELETE',
    path: ONE,
    operationId: 'deleteRole',
    summary: 'Delete a role; its keys stop working',
    tag,
    needs,
    status: 200,
    answer: schema.deletedRole,
    errors: ['forbidden', 'not_found', 'conflict', 'vault_busy'],
    act: async ({ control, name }) => ({
      value: { success: true, role: roleJson(await control.deleteRole(name)) },
    }),
  }),
]
