import type { BoundOrigin } from '../domain/bound-origin.ts'
import type { CredentialInfo } from '../domain/credential.ts'
import type { RawData } from '../domain/credential-types/parse-data.ts'
import { sameOrigin } from './origins.ts'
import { givesAllSecrets } from './secret-required.ts'

/** Each is one that the owner named once; the oldest are forgotten first. */
const MOST = 256

/**
 * A changed credential with the origins that its secret was taken from: whoever may narrow a binding must not be able to
 * have a target show, to another credential, what it kept of this one's secret. None where the secret itself is another now.
 */
export function withReleased(
  before: Pick<CredentialInfo, 'binding'>,
  { released: earlier = [], ...after }: CredentialInfo,
  data: RawData = {},
): CredentialInfo {
  if (givesAllSecrets(after.type, data)) return after
  const released: BoundOrigin[] = []
  for (const origin of [...before.binding, ...earlier]) {
    const known = (list: readonly BoundOrigin[]): boolean => list.some((one) => sameOrigin(one, origin))
    if (!known(after.binding) && !known(released)) released.push(origin)
  }
  return released.length === 0 ? after : { ...after, released: released.slice(0, MOST) }
}
