import { VultrinoError } from '../domain/errors.ts'
import { covers, holds } from '../domain/principal.ts'
import type { CredentialSource } from '../vault/credential-source.ts'
import type { Admitted, Authorized } from './stages.ts'

/** Step 4: may this principal use this credential at all. Throws `forbidden`, `not_found`. */
export function authorize({ received, principal }: Admitted, vault: CredentialSource): Authorized {
  const { alias } = received
  // Permission and scope first: who may not use a credential does not learn whether it exists.
  if (!holds(principal, 'execute') || !covers(principal, alias))
    throw new VultrinoError('forbidden', { alias, permission: 'execute' })
  const credential = vault.find(alias)
  if (credential === undefined) throw new VultrinoError('not_found', { alias })
  return { received, principal, credential } as Authorized
}
