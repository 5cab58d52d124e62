import { addressAllowed } from '../domain/address.ts'
import { addressesFor } from '../domain/binding.ts'
import type { BoundOrigin } from '../domain/bound-origin.ts'
import { VultrinoError } from '../domain/errors.ts'
import { isAdministrator, type Principal } from '../domain/principal.ts'
import { sameOrigin } from './origins.ts'

/**
 * A credential bound to this machine or a private network lets its users reach services there that only the server
 * can see, whatever its secret is worth. Throws `forbidden` where a caller without full rights binds one to addresses
 * outside the public Internet that `before`, its binding until now, does not name.
 */
export function checkInsideReach(
  principal: Principal,
  before: readonly BoundOrigin[],
  after: readonly BoundOrigin[],
): void {
  if (isAdministrator(principal)) return
  const more = after.some((origin) => {
    const known = before.find((one) => sameOrigin(one, origin))
    const had = known === undefined ? [] : addressesFor(known)
    return addressesFor(origin).some((range) => isInside(range) && !had.includes(range))
  })
  if (more) throw new VultrinoError('forbidden', { kind: 'inside' })
}

/** A literal public address is as public as a name. Ranges are never public. */
const isInside = (range: string): boolean => !addressAllowed(range, [])
