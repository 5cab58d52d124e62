import type { CredentialInfo } from '../credential.ts'
import type { HeaderList } from '../header-list.ts'
import { outboundHeaders, type OutboundRules } from '../outbound-headers.ts'

/**
 * The fields that conditions look at: those that will be sent, without the credential's own. It is not the caller's
 * to set, so it is not the caller's to be judged by. `credential`: `undefined` where it is not known.
 * Throws `invalid_request` for a field that cannot be sent.
 */
export function judgedHeaders(
  received: HeaderList,
  credential: Pick<CredentialInfo, 'metadata'> | undefined,
  rules: OutboundRules,
): HeaderList {
  const sent = outboundHeaders(received, null, rules)
  const own = credential?.metadata['header_name']
  if (typeof own !== 'string') return sent
  const lower = own.toLowerCase()
  return sent.filter((_, i) => sent[i - (i % 2)]?.toLowerCase() !== lower)
}
