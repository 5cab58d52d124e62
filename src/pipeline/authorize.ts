import { VultrinoError } from '../domain/errors.ts'
import { holds } from '../domain/principal.ts'
import type { CredentialSource } from '../vault/credential-source.ts'
import type { Authorized, Identified } from './stages.ts'

/** Step 3: may this principal use this credential at all. Throws `forbidden`, `not_found`. */
export function authorize({ received, principal }: Identified, vault: CredentialSource): Authorized {
  const { alias } = received
  // Permission first: who may not use credentials does not learn which exist.
  if (!holds(principal, 'execute')) throw new VultrinoError('forbidden', { alias, permission: 'execute' })
  const credential = vault.find(alias)
  if (credential === undefined) throw new VultrinoError('not_found', { alias })
  return { received, principal, credential } as Authorized
}
