import { z } from 'zod'
import { credentialJson } from '../../json/credential-json.ts'
import { defined } from '../../json/defined.ts'
import * as field from '../fields.ts'
import { tool } from '../tool.ts'
import { DATA_FIELDS, dataOf } from './credential-data.ts'
import { shownCredential } from './get-credential.ts'

export const updateCredential = tool({
  name: 'update_credential',
  title: 'Change a credential',
  description:
    'Change a credential in place; what is left out stays. A new alias, more hosts and another place for the secret need the secret to be given again. A secret given here has passed through the model and the transcript of this conversation: safer is to have the user do it in the web UI or with `vultrino update ALIAS`.',
  needs: 'update',
  action: 'credential.update',
  counted: 'management',
  input: z.strictObject({
    alias: field.alias('Alias of the credential to change'),
    new_alias: field.alias('New alias').optional(),
    ...DATA_FIELDS,
    description: field.description('New description; empty: none').optional(),
    hosts: field.hosts
      .meta({ description: 'Where the secret may be sent, in place of all it could before' })
      .optional(),
    metadata: field.metadata
      .meta({ description: 'Notes to merge into those there are; null in it removes one' })
      .optional(),
  }),
  output: z.strictObject({ success: z.literal(true), ...shownCredential }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  run: async ({ alias, new_alias: newAlias, description, hosts, metadata, ...given }, call) => {
    const control = await call.control()
    const changes = defined({
      alias: newAlias,
      data: dataOf(given),
      description: description === '' ? null : description,
      hosts,
      metadata,
    })
    return { success: true, ...credentialJson(await control.updateCredential(alias, changes)) }
  },
})
