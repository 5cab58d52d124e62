import type { HeaderList } from '../header-list.ts'
import type { WholeBody } from './body-reading.ts'
import type { Applicable } from './policy-set.ts'

/** The most of a body that policies look at, bytes. */
export const MOST_SEEN = 1024 * 1024

/** Whether any policy that applies has to see the body of a request with these fields. */
export const wantsBody = (policies: Applicable, headers: HeaderList, method: string): boolean =>
  policies.some(({ rules }) => rules.some(({ condition }) => condition.wantsBody(headers, method)))

/** A body that is at hand, as policies see it. */
export function seenBody(body: Uint8Array | null): WholeBody {
  if (body === null) return 'none'
  return body.byteLength <= MOST_SEEN ? body : 'too_large'
}
