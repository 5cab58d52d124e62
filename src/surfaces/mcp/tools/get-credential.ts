import { z } from 'zod'
import { credentialJson } from '../../json/credential-json.ts'
import * as field from '../fields.ts'
import { tool } from '../tool.ts'

export const shownCredential = {
  id: z.string(),
  alias: z.string(),
  type: z.string(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  binding: z
    .array(z.strictObject({ origin: z.string(), addresses: z.array(z.string()) }))
    .meta({ description: 'Where it may be sent; empty: nowhere yet' }),
  created_at: z.string(),
  updated_at: z.string(),
  weak: z.boolean().meta({ description: 'Its secret is too short to be removed from answers' }),
}

export const getCredential = tool({
  name: 'get_credential',
  title: 'Show a credential',
  description:
    'Show what is known of one credential: type, description, the hosts it may be sent to. Never the actual secret.',
  needs: 'read',
  action: 'credential.get',
  counted: 'management',
  input: z.strictObject({ alias: field.alias('Alias of the credential') }),
  output: z.strictObject(shownCredential),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  run: async ({ alias }, call) => credentialJson(await (await call.control()).getCredential(alias)),
})
