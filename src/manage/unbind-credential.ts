import type { CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import { aliasWord } from '../domain/shell-word.ts'
import { editCredential } from './edit-credential.ts'
import type { Management } from './management.ts'
import { parseOrigins, sameOrigin } from './origins.ts'

/**
 * Takes origins from a credential; `'all'` leaves it unbound. Throws `invalid_request` (also for an origin it
 * was not bound to: nothing is changed then), and as `editCredential`.
 */
export function unbindCredential(
  management: Management,
  alias: string,
  hosts: readonly string[] | 'all',
): Promise<CredentialInfo> {
  return editCredential(management, 'credential.unbind', alias, async () => {
    const removed = hosts === 'all' ? 'all' : await parseOrigins(management, hosts, [])
    return {
      describe: (credential) => {
        if (removed === 'all') return { ...credential, binding: [] }
        const { binding } = credential
        if (!removed.every((origin) => binding.some((known) => sameOrigin(known, origin)))) {
          throw new VultrinoError('invalid_request', {
            reason: 'the credential is not bound to that origin',
            hint: `\`vultrino get ${aliasWord(credential.alias)}\` shows where it is bound`,
          })
        }
        const left = binding.filter((known) => !removed.some((origin) => sameOrigin(known, origin)))
        return { ...credential, binding: left }
      },
    }
  })
}
