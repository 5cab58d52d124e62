import { z } from 'zod'
import * as field from './fields.ts'

export const newRole = z
  .strictObject({
    name: field.name,
    description: field.description.optional(),
    permissions: field.permissions,
    credential_scopes: field.scopes.optional(),
  })
  .meta({
    examples: [
      {
        name: 'github-reader',
        description: 'Read-only GitHub access',
        permissions: ['read', 'execute'],
        credential_scopes: ['github-*'],
      },
    ],
  })

export const roleChanges = z
  .strictObject({
    name: field.name.optional(),
    description: field.description.optional(),
    permissions: field.permissions.optional(),
    credential_scopes: field.scopes.optional(),
  })
  .meta({ description: 'What is absent stays', examples: [{ permissions: ['read'] }] })

export const role = z.strictObject({
  id: field.uuid,
  name: z.string(),
  description: z.string().nullable(),
  permissions: z.array(field.permission),
  credential_scopes: z.array(z.string()),
  built_in: z
    .boolean()
    .meta({ description: 'Comes with the product, and can be neither changed nor deleted' }),
  created_at: field.time,
  updated_at: field.time,
})
export const roleList = z.strictObject({ roles: z.array(role) })
export const deletedRole = z.strictObject({ success: z.literal(true), role })
