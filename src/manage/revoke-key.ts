import type { ShownApiKey } from '../ports/control-plane.ts'
import { findKey, keySubject } from './find-key.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'
import { shownKey } from './shown-key.ts'

/**
 * Ends an API key for good, in every process: by id, name, itself or its beginning. Throws `forbidden`, `audit_unavailable`,
 * and as `findKey`.
 */
export function revokeKey(management: Management, text: string): Promise<ShownApiKey> {
  const { vault, tokenHash } = management
  const subject = keySubject(() => vault.records, text, tokenHash)
  return recorded(management, 'key.revoke', subject, async () => {
    const revoked = await vault.change(({ records }) => {
      const key = findKey(records, text, tokenHash)
      records.delete('api_key', key.id)
      return key
    })
    return shownKey(management, revoked, lastUses(management))
  })
}

/** A date to look at must not make what is done look undone. */
function lastUses({ usage }: Management): ReadonlyMap<string, number> {
  try {
    return usage.all()
  } catch {
    return new Map()
  }
}
