import { z } from 'zod'
import { CREDENTIAL_TYPES } from '../../../domain/credential-types/index.ts'
import { PERMISSIONS } from '../../../domain/principal.ts'

/** Sizes keep nonsense out; what a value must be beyond them is for the control plane to say. */
const text = (most: number, description: string): z.ZodString => z.string().max(most).meta({ description })

const NAME = 'letters, digits, dots, underscores, hyphens'
export const alias = text(128, `Name of the credential: ${NAME}`).meta({ pattern: '^[A-Za-z0-9._-]{1,128}$' })
export const name = text(128, `Unique name: ${NAME}`).meta({ pattern: '^[A-Za-z0-9._-]{1,64}$' })
export const description = text(1024, 'What it is for').nullable()
export const type = text(64, 'Type of credential').meta({ enum: Object.keys(CREDENTIAL_TYPES) })
export const secret = text(65_536, 'Secret: stored sealed, never given back').meta({ writeOnly: true })
export const plain = text(4096, 'Stored sealed')
export const hosts = z
  .array(z.string().max(512))
  .max(64)
  .meta({
    description: 'Where the secret may be sent: api.example.com, *.example.com, http://127.0.0.1:9000',
    examples: [['api.example.com']],
  })
export const addresses = z
  .array(z.string().max(64))
  .max(64)
  .meta({
    description: 'Address ranges outside the public Internet that these hosts may have: 10.0.0.0/8',
    examples: [['10.0.0.0/8']],
  })
export const metadata = z.record(z.string().min(1).max(128), z.unknown()).meta({
  description: 'Notes of your own, shown to whoever lists credentials: never a secret',
  examples: [{ team: 'backend' }],
})
export const permissions = z
  .array(z.enum(PERMISSIONS))
  .max(16)
  .meta({ description: 'What keys of this role may do' })
export const scopes = z
  .array(z.string().max(128).meta({ pattern: '^[^\\s]{1,128}$' }))
  .max(64)
  .meta({ description: 'Patterns of the aliases it is for, such as github-*; empty: every credential' })

export const uuid = z.uuid()
export const time = z.iso.datetime().meta({ description: 'ISO 8601, UTC' })
export const permission = z.enum(PERMISSIONS)
