import { addressesFor } from '../domain/binding.ts'
import type { CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import { outboundHeaders } from '../domain/outbound-headers.ts'
import { keepKeyBack } from '../domain/own-key.ts'
import type { HeaderList } from '../domain/header-list.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import type { NeedleSet } from '../domain/scrub/needle-set.ts'
import { withQueryParameter } from '../domain/query.ts'
import type { CredentialSource } from '../vault/credential-source.ts'
import type { InjectionCache } from './injection-cache.ts'
import type { NeedleCache } from './needles.ts'
import { Permit } from './permit.ts'
import type { Armed, Recorded } from './stages.ts'

/** What the step works with, the same for every request. */
export interface Armoury {
  readonly vault: CredentialSource
  readonly injections: InjectionCache
  readonly needles: NeedleCache
  readonly options: RequestOptions
}

/**
 * Step 8: spends the permit (for a credential that has not changed since), unseals the credential, and writes the request that will be sent, secret included.
 * `traced`: the caller's fields, continuing its trace, where the request is traced.
 * Throws `credential_changed`, `vault_damaged`, `invalid_request` (a field that cannot be sent).
 */
export function inject(
  recorded: Recorded,
  { vault, injections, needles, options }: Armoury,
  traced?: HeaderList,
): Armed {
  const { credential } = recorded.permit.request
  // The vault may have changed while the intent was written or the owner asked: what was judged is what is used.
  const current = vault.find(credential.alias)
  if (current !== credential && !isUnchanged(credential, current)) {
    throw new VultrinoError('credential_changed', { alias: credential.alias })
  }
  const { received, bound } = Permit.spend(recorded.permit)
  const { inbound, target } = received
  const injection = injections.for(credential.id)
  const inHeader = injection.in === 'header' ? injection : null
  const headers = outboundHeaders(traced ?? inbound.headers, inHeader, options)
  const { presented } = inbound
  keepKeyBack(presented.kind === 'token' ? presented.token : null, headers, 'a header field')
  return {
    inbound,
    target,
    alias: credential.alias,
    path:
      injection.in === 'query'
        ? withQueryParameter(target.path, injection.name, injection.value)
        : target.path,
    headers,
    addresses: bound === null ? [] : addressesFor(bound),
    ...followed(vault, () => needles.for(credential, target)),
  } as Armed
}

/** What must not come back, looked up anew only after a change of the vault. */
function followed(vault: CredentialSource, look: () => NeedleSet): Pick<Armed, 'needles' | 'needlesNow'> {
  const needles = look()
  let { generation } = vault
  let latest = needles
  const needlesNow = (): NeedleSet => {
    if (vault.generation !== generation) {
      latest = look()
      ;({ generation } = vault)
    }
    return latest
  }
  return { needles, needlesNow }
}

/** Whether a credential read anew from the vault is the one that was judged. */
function isUnchanged(judged: CredentialInfo, current: CredentialInfo | undefined): boolean {
  return current !== undefined && JSON.stringify(judged) === JSON.stringify(current)
}
