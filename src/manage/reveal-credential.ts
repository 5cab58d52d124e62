import type { CredentialInfo } from '../domain/credential.ts'
import { Secret } from '../domain/secret.ts'
import { credentialInfo } from './credential-info.ts'
import { getCredential } from './get-credential.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** A credential with its fields in plain, secret ones too. */
export interface Revealed {
  readonly credential: CredentialInfo
  readonly fields: Readonly<Record<string, string>>
}

/**
 * The one door by which a secret's value leaves, for its owner's eyes; on record before it opens. Throws
 * `not_found`, `audit_unavailable`.
 */
export async function revealCredential(management: Management, alias: string): Promise<Revealed> {
  const { id, alias: found } = getCredential(management, alias)
  return recorded(management, 'credential.reveal', found, () => {
    const credential = management.vault.unseal(id)
    const fields = Object.entries(credential.data).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ])
    return Promise.resolve({
      credential: credentialInfo(credential),
      fields: Object.fromEntries(fields) as Record<string, string>,
    })
  })
}
