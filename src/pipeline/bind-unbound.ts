import { mayGoUnbound, unboundRefusal } from '../domain/use-refusals.ts'
import type { Destined } from './stages.ts'

/**
 * Lets an unbound credential go to one target: one that a rule spells out, over https and at public addresses only,
 * or one that the owner, asked at the terminal, says yes to. Throws `unbound_credential`.
 */
export async function bindUnbound(destined: Destined, namedByRule: boolean): Promise<Destined> {
  const { credential, received } = destined
  const { target, inbound } = received
  if (mayGoUnbound(namedByRule, target)) return destined
  const { alias } = credential
  if ((await inbound.confirmUnbound?.(alias, target.origin)) === true) {
    const { scheme, host, port } = target
    return { ...destined, bound: { scheme, host, port, addresses: [] } }
  }
  throw unboundRefusal(alias, target)
}
