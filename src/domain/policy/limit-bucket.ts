import type { Principal } from '../principal.ts'
import type { Counted } from './judge.ts'

/** Under which name a use is counted: each rule's limit, for each credential and principal, on its own. */
export function limitBucket(
  { policy, rule, index, limit }: Counted,
  credentialId: string,
  principal: Principal,
): string {
  const who = principal.kind === 'key' ? principal.keyId : principal.kind
  // A limit that is changed counts anew: a bucket always comes with the same limit.
  return `policy\n${policy.name}\n${rule.number}.${index}\n${limit.max}/${limit.windowMs}\n${credentialId}\n${who}`
}
