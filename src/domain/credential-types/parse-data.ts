import type { CredentialData } from '../credential.ts'
import { VultrinoError } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { CredentialField, Metadata } from './credential-type.ts'
import { CREDENTIAL_TYPES, type CredentialTypeName } from './index.ts'

/** Fields as a caller gave them; what was not given is absent or `undefined`. */
export type RawData = Readonly<Record<string, Secret | string | undefined>>

/**
 * Checks a credential's fields and metadata against its type and wraps what is secret. Nothing unknown is
 * taken, nothing required may lack. Throws `invalid_request`; its text never quotes a value.
 */
export function parseCredentialData(
  type: CredentialTypeName,
  raw: RawData,
  metadata: Metadata,
): CredentialData {
  const row = CREDENTIAL_TYPES[type]
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined && !row.fields.some((field) => field.name === name)) {
      refuse(`a credential of type ${type} has no ${name}`)
    }
  }
  const data: Record<string, Secret | string> = {}
  for (const field of row.fields) {
    const value = parseField(type, field, raw[field.name])
    if (value !== undefined) data[field.name] = value
  }
  const problem = row.metadataProblem(metadata, data)
  if (problem !== undefined) refuse(problem)
  return data
}

function parseField(
  type: CredentialTypeName,
  field: CredentialField,
  raw: Secret | string | undefined,
): Secret | string | undefined {
  const text = raw instanceof Secret ? raw.reveal() : raw
  if (text === undefined) {
    if (field.required) refuse(`a credential of type ${type} needs a ${field.name}`)
    return undefined
  }
  if (text === '') refuse(`the ${field.name} is empty`)
  const problem = field.problem(text)
  if (problem !== undefined) refuse(`the ${field.name} ${problem}`)
  return field.secret ? new Secret(text) : text
}

function refuse(reason: string): never {
  throw new VultrinoError('invalid_request', { reason })
}
