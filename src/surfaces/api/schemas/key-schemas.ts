import { z } from 'zod'
import * as field from './fields.ts'

export const newKey = z
  .strictObject({
    name: field.name,
    role_id: z.string().max(128).optional().meta({ description: 'Id or name of its role' }),
    role: z.string().max(128).optional().meta({ description: 'The same' }),
    expires_at: z.iso
      .datetime({ offset: true })
      .nullable()
      .optional()
      .meta({ description: 'When it stops working; null or absent: never' }),
    expires: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'The same as the command line has it: 30d, 12h, 1y, 2030-12-31, never' }),
  })
  .meta({ examples: [{ name: 'new-app-key', role_id: 'executor', expires_at: '2030-12-31T23:59:59Z' }] })

const shown = {
  id: field.uuid,
  name: z.string(),
  key_prefix: z.string().meta({ description: 'The first characters of the key' }),
  role_id: field.uuid,
  role: z.string().nullable().meta({ description: 'Name of its role; null: that was deleted' }),
  expires_at: field.time.nullable(),
  last_used_at: field.time.nullable(),
  created_at: field.time,
}

export const key = z.strictObject(shown)
export const keyList = z.strictObject({ keys: z.array(key) })
export const createdKey = z.strictObject({
  ...shown,
  key: z.string().nullable().meta({
    description: 'The key itself, this once; null where an earlier call with this Idempotency-Key got it',
  }),
})
export const revokedKey = z.strictObject({ success: z.literal(true), key })
