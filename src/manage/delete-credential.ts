import { parseAlias } from '../domain/alias.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** Removes a credential for good. Throws `not_found`, `audit_unavailable`. */
export async function deleteCredential(management: Management, name: string): Promise<void> {
  const alias = parseAlias(name)
  await recorded(management, 'credential.delete', alias, () =>
    management.vault.change((draft) => {
      const found = draft.find(alias)
      if (found === undefined) throw new VultrinoError('not_found', { alias })
      draft.remove(found.id)
    }),
  )
}
