import { matchBinding } from '../domain/binding.ts'
import type { BoundOrigin } from '../domain/bound-origin.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Authorized, Destined } from './stages.ts'

const destined = (authorized: Authorized, bound: BoundOrigin | null): Destined =>
  ({ ...authorized, bound }) as unknown as Destined

/**
 * Step 5: does the credential's owner let its secret go there. A credential bound elsewhere is refused; an
 * unbound one goes on with `bound: null`, unless the owner, asked at the terminal, names this origin now.
 * Throws `destination_denied`.
 */
export async function checkDestination(authorized: Authorized): Promise<Destined> {
  const { credential, received } = authorized
  const { target, inbound } = received
  const bound = matchBinding(credential.binding, target) ?? null
  if (bound === null && credential.binding.length > 0) {
    throw new VultrinoError('destination_denied', {
      alias: credential.alias,
      origin: target.origin,
      reason: 'it is bound to other destinations',
    })
  }
  if (bound !== null || inbound.confirmUnbound === undefined) return destined(authorized, bound)
  const confirmed = await inbound.confirmUnbound(credential.alias, target.origin)
  return destined(authorized, confirmed ? literally(authorized) : null)
}

/** The binding that names just this origin: what the owner said yes to. */
function literally({ received: { target } }: Authorized): BoundOrigin {
  return { scheme: target.scheme, host: target.host, port: target.port, addresses: [] }
}
