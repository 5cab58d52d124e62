import { addressesFor } from '../domain/binding.ts'
import { outboundHeaders } from '../domain/outbound-headers.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import { withQueryParameter } from '../domain/query.ts'
import type { InjectionCache } from './injection-cache.ts'
import type { NeedleCache } from './needles.ts'
import { Permit } from './permit.ts'
import type { Armed, Recorded } from './stages.ts'

/**
 * Step 7: spends the permit, unseals the credential, and writes the request that will be sent, secret included.
 * Throws `vault_damaged`, `not_found` (deleted meanwhile), `invalid_request` (a field that cannot be sent).
 */
export function inject(
  recorded: Recorded,
  injections: InjectionCache,
  needles: NeedleCache,
  options: RequestOptions,
): Armed {
  const { received, credential, bound } = Permit.spend(recorded.permit)
  const { inbound, target } = received
  const injection = injections.for(credential.id)
  const inHeader = injection.in === 'header' ? injection : null
  return {
    inbound,
    target,
    alias: credential.alias,
    path:
      injection.in === 'query'
        ? withQueryParameter(target.path, injection.name, injection.value)
        : target.path,
    headers: outboundHeaders(inbound.headers, inHeader, options),
    addresses: bound === null ? [] : addressesFor(bound),
    needles: needles.for(credential, target),
  } as Armed
}
