import type { ShownApiKey } from '../ports/control-plane.ts'
import { findKey, keySubject } from './find-key.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'
import { shownKey } from './shown-key.ts'

/** An API key by id, name, itself or its beginning. Throws `forbidden`, and as `findKey`. */
export function getKey(management: Management, text: string): Promise<ShownApiKey> {
  const { vault, tokenHash, usage } = management
  const subject = keySubject(() => vault.records, text, tokenHash)
  return recorded(management, 'key.get', subject, async () => {
    const key = findKey(vault.records, text, tokenHash)
    return Promise.resolve(shownKey(management, key, usage.all()))
  })
}
