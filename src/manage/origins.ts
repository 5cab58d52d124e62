import type { BoundOrigin } from '../domain/bound-origin.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Management } from './management.ts'

const MOST = 64

export const sameOrigin = (a: BoundOrigin, b: BoundOrigin): boolean =>
  a.scheme === b.scheme && a.host === b.host && a.port === b.port

/** Reads a list of origins, each taken once. Throws `invalid_request`. */
export async function parseOrigins(
  { parseOrigin }: Pick<Management, 'parseOrigin'>,
  hosts: readonly string[],
  addresses: readonly string[],
): Promise<readonly BoundOrigin[]> {
  if (hosts.length === 0 && addresses.length > 0) {
    throw new VultrinoError('invalid_request', {
      reason: 'an address range needs the host it is for (--host)',
    })
  }
  if (hosts.length > MOST) throw new VultrinoError('invalid_request', { reason: `more than ${MOST} hosts` })
  const origins: BoundOrigin[] = []
  for (const host of hosts) {
    const origin = await parseOrigin(host, addresses)
    if (!origins.some((known) => sameOrigin(known, origin))) origins.push(origin)
  }
  return origins
}
