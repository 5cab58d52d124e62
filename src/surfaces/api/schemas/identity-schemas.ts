import { z } from 'zod'
import * as field from './fields.ts'

export const identity = z.strictObject({
  kind: z.enum(['owner', 'local', 'key']).meta({ description: 'local: who runs the server, without a key' }),
  permissions: z.array(field.permission),
  credential_scopes: z.array(z.string()).meta({ description: 'Empty: every credential' }),
  key_name: z.string().nullable(),
  key_prefix: z.string().nullable(),
  role: z.string().nullable(),
  expires_at: field.time.nullable(),
})

export const success = z.strictObject({ success: z.literal(true) })
