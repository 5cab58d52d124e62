import { VultrinoError } from '../domain/errors.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** Removes a credential for good. Throws `forbidden`, `not_found`, `audit_unavailable`. */
export function deleteCredential(management: Management, alias: string): Promise<void> {
  return recorded(management, 'credential.delete', alias, () =>
    management.vault.change((draft) => {
      const found = draft.find(alias)
      if (found === undefined) throw new VultrinoError('not_found', { alias })
      draft.remove(found.id)
    }),
  )
}
