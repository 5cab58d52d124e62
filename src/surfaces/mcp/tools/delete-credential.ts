import { z } from 'zod'
import * as field from '../fields.ts'
import { tool } from '../tool.ts'

export const deleteCredential = tool({
  name: 'delete_credential',
  title: 'Delete a credential',
  description: 'Delete a credential by its alias. This action cannot be undone.',
  needs: 'delete',
  action: 'credential.delete',
  counted: 'management',
  input: z.strictObject({ alias: field.alias('Alias of the credential to delete') }),
  output: z.strictObject({ success: z.literal(true) }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  run: async ({ alias }, call) => {
    await (await call.control()).deleteCredential(alias)
    return { success: true }
  },
})
