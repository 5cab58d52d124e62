import { z } from 'zod'
import * as field from './fields.ts'

/** The one there is. */
export const ACTION = 'http.request'

const values = z.union([z.string().max(16_384), z.array(z.string().max(16_384)).max(64)], {
  error: 'must hold text, or lists of text, by header name',
})

const asked = {
  method: z
    .string()
    .max(32)
    .meta({ description: 'HTTP method, in capital letters', examples: ['GET'] }),
  url: z
    .string()
    .max(8192)
    .meta({ description: 'Target, an absolute URL', examples: ['https://api.example.com/user'] }),
  headers: z
    .record(z.string().min(1).max(128), values)
    .optional()
    .meta({ description: 'Additional headers' }),
  body: z.string().nullable().optional().meta({ description: 'Request body' }),
  body_encoding: z
    .enum(['text', 'base64'])
    .optional()
    .meta({ description: 'What `body` is; text is sent as UTF-8' }),
}
const action = z
  .string()
  .max(128)
  .meta({ description: 'What to do', enum: [ACTION] })

/** As the reference has it. */
export const nested = z
  .strictObject({ credential: field.alias, action, params: z.strictObject(asked) })
  .meta({
    examples: [
      {
        credential: 'github-api',
        action: ACTION,
        params: {
          method: 'GET',
          url: 'https://api.github.com/user',
          headers: { Accept: 'application/json' },
          body: null,
        },
      },
    ],
  })
/** As the MCP tool has it. */
export const flat = z
  .strictObject({ credential: field.alias, action: action.optional(), ...asked })
  .meta({ examples: [{ credential: 'github-api', method: 'GET', url: 'https://api.github.com/user' }] })

export const execution = z.union([nested, flat])
/** What is asked of the target. */
export type Asked = Omit<z.infer<typeof flat>, 'credential' | 'action'>

export const answer = z.strictObject({
  status: z.int().meta({ description: "The target's status" }),
  headers: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .meta({ description: 'By name in lower case; a list where the target sent several' }),
  body: z.string(),
  body_encoding: z.literal('base64').optional().meta({ description: 'Where the body is not UTF-8 text' }),
})
