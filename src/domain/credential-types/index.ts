import { SCRUBBABLE_BYTES, type Credential, type CredentialData } from '../credential.ts'
import { VultrinoError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { apiKey } from './api-key.ts'
import { basicAuth } from './basic-auth.ts'
import type { CredentialType, Injection } from './credential-type.ts'

/** Every type of credential there is. */
export const CREDENTIAL_TYPES = { api_key: apiKey, basic_auth: basicAuth } as const satisfies Record<
  string,
  CredentialType
>

export type CredentialTypeName = keyof typeof CREDENTIAL_TYPES

/** Documented types that this version does not know how to use yet. */
const NOT_BUILT: ReadonlySet<string> = new Set(['oauth2', 'private_key', 'certificate'])

/** Checks a type's name. Throws `invalid_request`. */
export function parseTypeName(text: string): CredentialTypeName {
  if (Object.hasOwn(CREDENTIAL_TYPES, text)) return text as CredentialTypeName
  const known = Object.keys(CREDENTIAL_TYPES).join(' or ')
  throw new VultrinoError('invalid_request', {
    reason: NOT_BUILT.has(text)
      ? `credentials of type ${text} are not built yet; use ${known}`
      : `there is no such credential type; use ${known}`,
  })
}

/** The row for a stored credential. Throws `vault_damaged` on a type this version does not know. */
export function credentialType(name: string): CredentialType {
  if (Object.hasOwn(CREDENTIAL_TYPES, name)) return CREDENTIAL_TYPES[name as CredentialTypeName]
  throw new VultrinoError('vault_damaged', { reason: 'a credential is of a type this version does not know' })
}

/** Where the secret goes in a request. The result holds it in plain: use it at once, keep it nowhere. */
export function injectionFor(credential: Credential): Injection {
  return credentialType(credential.type).injection(credential)
}

/** Every text of a credential that must not come back in an answer. */
export function secretsOf(credential: Pick<Credential, 'type' | 'data'>): readonly Secret[] {
  return credentialType(credential.type).secrets(credential.data)
}

/** Whether a secret of it is too short (`SCRUBBABLE_BYTES`) to be searched for in answers. */
export function isWeak(type: CredentialTypeName, data: CredentialData): boolean {
  const encoder = new TextEncoder()
  return CREDENTIAL_TYPES[type]
    .secrets(data)
    .some((secret) => encoder.encode(secret.reveal()).length < SCRUBBABLE_BYTES)
}
