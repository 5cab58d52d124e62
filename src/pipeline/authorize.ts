import { VultrinoError } from '../domain/errors.ts'
import { accessRefusal } from '../domain/use-refusals.ts'
import type { CredentialSource } from '../vault/credential-source.ts'
import type { Admitted, Authorized } from './stages.ts'

/** Step 4: may this principal use this credential at all. Throws `forbidden`, `not_found`. */
export function authorize({ received, principal }: Admitted, vault: CredentialSource): Authorized {
  const { alias } = received
  const refusal = accessRefusal(principal, alias)
  if (refusal !== undefined) throw refusal
  const credential = vault.find(alias)
  if (credential === undefined) throw new VultrinoError('not_found', { alias })
  return { received, principal, credential } as Authorized
}
