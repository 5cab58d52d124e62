import type { CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import { Secret } from '../domain/secret.ts'
import { credentialInfo } from './credential-info.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** A credential with its fields in plain, secret ones too. */
export interface Revealed {
  readonly credential: CredentialInfo
  readonly fields: Readonly<Record<string, string>>
}

/**
 * The one door by which a secret's value leaves, for its owner's eyes; on record before it opens. Throws
 * `forbidden`, `not_found`, `audit_unavailable`.
 */
export function revealCredential(management: Management, alias: string): Promise<Revealed> {
  const { vault } = management
  return recorded(management, 'credential.reveal', alias, async () => {
    const found = vault.find(alias)
    if (found === undefined) throw new VultrinoError('not_found', { alias })
    const credential = vault.unseal(found.id)
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
