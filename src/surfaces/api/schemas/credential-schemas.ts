import { z } from 'zod'
import * as field from './fields.ts'

/** Fields of every type; which of them a type has is checked with the type. */
const secrets = {
  key: field.secret.optional(),
  username: field.plain.optional(),
  password: field.secret.optional(),
}
const data = z
  .strictObject({
    ...secrets,
    client_id: field.plain.optional(),
    client_secret: field.secret.optional(),
    refresh_token: field.secret.optional(),
    access_token: field.secret.optional(),
    expires_at: field.plain.optional(),
  })
  .meta({
    description: 'api_key: {key}. basic_auth: {username, password}',
    examples: [{ key: 'secret_key_value' }],
  })

export const newCredential = z
  .strictObject({
    alias: field.alias,
    type: field.type,
    data: data.optional(),
    ...secrets,
    description: field.description.optional(),
    metadata: field.metadata.optional(),
    hosts: field.hosts.optional(),
    addresses: field.addresses.optional(),
  })
  .meta({
    description: 'The secret fields stand in `data`, or beside the others',
    examples: [
      {
        alias: 'new-api-key',
        type: 'api_key',
        data: { key: 'secret_key_value' },
        description: 'Description of this credential',
        metadata: { team: 'backend' },
        hosts: ['api.example.com'],
      },
    ],
  })

export const credentialChanges = z
  .strictObject({
    alias: field.alias.optional(),
    data: data.optional(),
    ...secrets,
    description: field.description.optional(),
    metadata: field.metadata.optional(),
    hosts: field.hosts.optional(),
    addresses: field.addresses.optional(),
  })
  .meta({
    description:
      'What is absent stays. `metadata` is merged into what is there, and a null in it removes a key; `hosts` and `addresses` take the place of the old ones',
    examples: [{ description: 'Rotated in March' }],
  })

const shown = {
  id: field.uuid,
  alias: z.string(),
  type: z.string(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  binding: z
    .array(z.strictObject({ origin: z.string(), addresses: z.array(z.string()) }))
    .meta({ description: 'Where the secret may be sent; empty: unbound' }),
  created_at: field.time,
  updated_at: field.time,
  weak: z.boolean().meta({ description: 'Its secret is too short to be removed from answers' }),
}

export const credential = z.strictObject(shown)
export const credentialList = z.strictObject({ credentials: z.array(credential) })
export const addedCredential = z.strictObject({
  ...shown,
  recognised: z
    .string()
    .nullable()
    .meta({ description: 'The service whose hosts or style of injection were taken from the catalogue' }),
})

export const bound = z
  .strictObject({ hosts: field.hosts, addresses: field.addresses.optional() })
  .meta({ examples: [{ hosts: ['api.example.com'] }] })
export const unbound = z
  .strictObject({
    hosts: z.union([field.hosts, z.literal('all')], { error: 'must be a list of hosts, or "all"' }),
  })
  .meta({ examples: [{ hosts: 'all' }] })
