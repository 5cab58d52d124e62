import { VultrinoError } from '../domain/errors.ts'
import { boundFor } from '../domain/use-refusals.ts'
import type { Authorized, Destined } from './stages.ts'

/**
 * Step 5: does the credential's owner let its secret go there. A credential bound elsewhere is refused; an unbound
 * one goes on with `bound: null`: only a policy, or the owner asked at the terminal, can still let it through.
 * Throws `destination_denied`.
 */
export function checkDestination(authorized: Authorized): Destined {
  const { credential, received } = authorized
  const bound = boundFor(credential, received.target)
  if (bound instanceof VultrinoError) throw bound
  return { ...authorized, bound } as unknown as Destined
}
