import type { CredentialInfo } from '../domain/credential.ts'
import { covers } from '../domain/principal.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** Every credential within the caller's scopes, in order of alias, nothing secret in them. Throws `forbidden`. */
export function listCredentials(management: Management): Promise<readonly CredentialInfo[]> {
  const { vault, caller } = management
  return recorded(management, 'credential.list', null, () =>
    Promise.resolve(
      vault
        .list()
        .filter(({ alias }) => covers(caller.principal, alias))
        .sort((a, b) => (a.alias < b.alias ? -1 : 1)),
    ),
  )
}
