import { z } from 'zod'
import { CREDENTIAL_TYPES } from '../../../domain/credential-types/index.ts'
import { credentialJson } from '../../json/credential-json.ts'
import * as field from '../fields.ts'
import { tool } from '../tool.ts'
import { DATA_FIELDS, dataOf } from './credential-data.ts'

const TYPES = Object.keys(CREDENTIAL_TYPES) as (keyof typeof CREDENTIAL_TYPES)[]

export const addCredential = tool({
  name: 'add_credential',
  title: 'Add a credential',
  description:
    'Store a new credential. The credential will be encrypted at rest and only accessible by alias. A secret given here has passed through the model and the transcript of this conversation: safer is to have the user add it in the web UI or with `vultrino add --alias ALIAS`, which asks for it.',
  needs: 'write',
  action: 'credential.add',
  counted: 'management',
  input: z.strictObject({
    alias: field.alias('Unique human-readable name for this credential'),
    type: z.enum(TYPES).meta({ description: 'Type of credential' }),
    ...DATA_FIELDS,
    description: field.description('Optional description of what this credential is for').optional(),
    hosts: field.hosts
      .meta({
        description:
          'Where the secret may be sent: api.example.com, *.example.com, https://example.com:8443. Needed for keys that are not of a well-known service',
      })
      .optional(),
    metadata: field.metadata
      .meta({
        description:
          'Notes, never a secret; and header_name, header_prefix, query_param for an api_key that does not travel as Authorization: Bearer',
      })
      .optional(),
  }),
  output: z.strictObject({
    success: z.literal(true),
    id: z.string(),
    alias: z.string(),
    binding: z.array(z.string()).meta({ description: 'Where it may be sent; empty: nowhere yet' }),
    recognised: z.string().nullable().meta({ description: 'The well-known service whose key it is' }),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  run: async ({ alias, type, description = null, hosts = [], metadata = {}, ...given }, call) => {
    const control = await call.control()
    const { credential, recognised } = await control.addCredential({
      alias,
      type,
      data: dataOf(given) ?? {},
      description,
      metadata,
      hosts,
      addresses: [],
    })
    const { id, binding } = credentialJson(credential)
    return {
      success: true,
      id,
      alias: credential.alias,
      binding: binding.map(({ origin }) => origin),
      recognised,
    }
  },
})
