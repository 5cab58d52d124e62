import type { ShownApiKey } from '../ports/control-plane.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'
import { shownKey } from './shown-key.ts'

/** Every API key, oldest first. Throws `forbidden`, `storage_error`. */
export function listKeys(management: Management): Promise<readonly ShownApiKey[]> {
  return recorded(management, 'key.list', null, () => {
    const used = management.usage.all()
    const keys = management.vault.records.list('api_key')
    return Promise.resolve(keys.map((key) => shownKey(management, key, used)))
  })
}
