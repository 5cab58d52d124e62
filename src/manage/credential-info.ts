import type { Credential, CredentialInfo } from '../domain/credential.ts'

/** What may be shown of a credential. */
export function credentialInfo(credential: Credential): CredentialInfo {
  const { id, alias, type, description, metadata, binding, createdAt, updatedAt, weak } = credential
  return { id, alias, type, description, metadata, binding, createdAt, updatedAt, weak }
}
