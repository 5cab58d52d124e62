import { parseAlias } from '../domain/alias.ts'
import type { Credential, CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import { credentialInfo } from './credential-info.ts'
import type { Management } from './management.ts'
import type { Action } from './acts.ts'
import { recorded } from './recorded.ts'

/**
 * Changes one stored credential in place, on the newest version of the vault and under its lock; id and date
 * of creation are kept whatever `edit` answers. Throws `not_found`, `conflict` (new alias taken),
 * `audit_unavailable`, and what `edit` and writing throw.
 */
export async function editCredential(
  management: Management,
  action: Action,
  name: string,
  edit: (credential: Credential) => Credential,
): Promise<CredentialInfo> {
  const { vault, clock } = management
  const alias = parseAlias(name)
  return recorded(management, action, alias, () =>
    vault.change((draft) => {
      const found = draft.find(alias)
      if (found === undefined) throw new VultrinoError('not_found', { alias })
      const edited = edit(draft.unseal(found.id))
      if (edited.alias !== alias && draft.find(edited.alias) !== undefined) {
        throw new VultrinoError('conflict', { alias: edited.alias })
      }
      const updatedAt = new Date(clock.now()).toISOString()
      const kept: Credential = { ...edited, id: found.id, createdAt: found.createdAt, updatedAt }
      draft.put(kept)
      return credentialInfo(kept)
    }),
  )
}
