import { VultrinoError } from '../domain/errors.ts'
import { covers, holds, isAdministrator, type Principal } from '../domain/principal.ts'
import { ACTS, type Action, type Need } from './acts.ts'

/**
 * The one place where the control plane decides who may do what: by the act's row, and by the caller's scopes where
 * it is about one credential (`alias`, whether or not it exists). Throws `forbidden`.
 */
export function allowAct(principal: Principal, action: Action, alias: string | null): void {
  const { needs }: { needs: Need } = ACTS[action]
  if (needs === 'anyone') return
  if (needs === 'owner') {
    if (principal.kind !== 'owner') throw new VultrinoError('forbidden', { kind: 'owner' })
    return
  }
  if (needs === 'access') {
    if (!isAdministrator(principal)) throw new VultrinoError('forbidden', { kind: 'access' })
    return
  }
  if (holds(principal, needs) && (alias === null || covers(principal, alias))) return
  throw new VultrinoError(
    'forbidden',
    alias === null ? { kind: 'credentials', permission: needs } : { alias, permission: needs },
  )
}
