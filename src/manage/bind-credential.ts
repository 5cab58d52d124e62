import type { CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import { editCredential } from './edit-credential.ts'
import type { Management } from './management.ts'
import { parseOrigins, sameOrigin } from './origins.ts'

/**
 * Lets a credential go to more origins. One that was named before takes the new address ranges, if any are given,
 * and else keeps its own. Throws `invalid_request`, and as `editCredential`.
 */
export function bindCredential(
  management: Management,
  alias: string,
  hosts: readonly string[],
  addresses: readonly string[],
): Promise<CredentialInfo> {
  return editCredential(management, 'credential.bind', alias, async () => {
    const added = await parseOrigins(management, hosts, addresses)
    if (added.length === 0) throw new VultrinoError('invalid_request', { reason: 'no host was given' })
    return {
      describe: (credential) => {
        const { binding } = credential
        const others = binding.filter((known) => !added.some((origin) => sameOrigin(known, origin)))
        const named = added.map((origin) =>
          addresses.length > 0 ? origin : (binding.find((known) => sameOrigin(known, origin)) ?? origin),
        )
        return { ...credential, binding: [...others, ...named] }
      },
    }
  })
}
