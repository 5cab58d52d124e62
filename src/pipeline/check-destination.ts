import { matchBinding } from '../domain/binding.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Authorized, Destined } from './stages.ts'

/**
 * Step 5: does the credential's owner let its secret go there. A credential bound elsewhere is refused; an unbound
 * one goes on with `bound: null`: only a policy, or the owner asked at the terminal, can still let it through.
 * Throws `destination_denied`.
 */
export function checkDestination(authorized: Authorized): Destined {
  const { credential, received } = authorized
  const bound = matchBinding(credential.binding, received.target) ?? null
  if (bound === null && credential.binding.length > 0) {
    throw new VultrinoError('destination_denied', {
      alias: credential.alias,
      origin: received.target.origin,
      reason: 'it is bound to other destinations',
    })
  }
  return { ...authorized, bound } as unknown as Destined
}
