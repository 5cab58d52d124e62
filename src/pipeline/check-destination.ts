import { VultrinoError } from '../domain/errors.ts'
import { keepKeyBack } from '../domain/own-key.ts'
import { boundFor } from '../domain/use-refusals.ts'
import type { Authorized, Destined } from './stages.ts'

/**
 * Step 5: does the credential's owner let its secret go there. A credential bound elsewhere is refused; an unbound
 * one goes on with `bound: null`: only a policy, or the owner asked at the terminal, can still let it through.
 * Throws `destination_denied`, `invalid_request` for a URL with the caller's own key in it.
 */
export function checkDestination(authorized: Authorized): Destined {
  const { received, principal, credential } = authorized
  const bound = boundFor(credential, received.target)
  if (bound instanceof VultrinoError) throw bound
  const { presented } = received.inbound
  keepKeyBack(presented.kind === 'token' ? presented.token : null, [received.target.href], 'the URL')
  return { received, principal, credential, bound } as Destined
}
