import type { CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** One credential by alias, nothing secret in it. Throws `forbidden`, `invalid_request`, `not_found`. */
export function getCredential(management: Management, alias: string): Promise<CredentialInfo> {
  return recorded(management, 'credential.get', alias, async () => {
    const found = management.vault.find(alias)
    if (found === undefined) throw new VultrinoError('not_found', { alias })
    return Promise.resolve(found)
  })
}
