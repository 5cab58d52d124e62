import { parseNewAlias } from '../domain/alias.ts'
import type { BoundOrigin } from '../domain/bound-origin.ts'
import type { Credential, CredentialInfo } from '../domain/credential.ts'
import { isWeak, parseTypeName, secretsOf } from '../domain/credential-types/index.ts'
import { parseCredentialData, type RawData } from '../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Principal } from '../domain/principal.ts'
import type { CredentialChanges } from '../ports/control-plane.ts'
import { editCredential } from './edit-credential.ts'
import type { Management } from './management.ts'
import { parseOrigins, sameOrigin } from './origins.ts'
import { givesAllSecrets } from './secret-required.ts'
import { checkShownText } from './shown-text.ts'

/** Changes a credential in place. Throws `invalid_request`, and as `editCredential`. */
export function updateCredential(
  management: Management,
  alias: string,
  changes: CredentialChanges,
): Promise<CredentialInfo> {
  return editCredential(management, 'credential.update', alias, async () => {
    if (Object.values(changes).every((change) => change === undefined)) {
      throw new VultrinoError('invalid_request', { reason: 'nothing to change was given' })
    }
    const rename = changes.alias === undefined ? undefined : parseNewAlias(changes.alias)
    const rebind = await bindingChange(management, changes)
    return {
      rename,
      data: changes.data,
      describe: (credential) => ({
        ...credential,
        alias: rename ?? credential.alias,
        description: changes.description === undefined ? credential.description : changes.description,
        metadata: mergedMetadata(credential, changes),
        binding: rebind(credential.binding),
      }),
      complete: (credential) => withData(management.caller.principal, credential, changes.data ?? {}),
    }
  })
}

/** A `null` removes the key (RFC 7396, one level). */
function mergedMetadata(
  { metadata }: CredentialInfo,
  changes: CredentialChanges,
): CredentialInfo['metadata'] {
  return Object.fromEntries(
    Object.entries({ ...metadata, ...changes.metadata }).filter(([, value]) => value !== null),
  )
}

type Rebind = (binding: readonly BoundOrigin[]) => readonly BoundOrigin[]

async function bindingChange(
  management: Management,
  { hosts, addresses }: CredentialChanges,
): Promise<Rebind> {
  if (hosts !== undefined) {
    const origins = await parseOrigins(management, hosts, addresses ?? [])
    if (addresses !== undefined) return () => origins
    // Ranges were not spoken of: a host that was there before keeps its own.
    return (binding) => origins.map((origin) => binding.find((known) => sameOrigin(known, origin)) ?? origin)
  }
  if (addresses === undefined) return (binding) => binding
  const [read] = await parseOrigins(management, [ANY_HOST], addresses)
  return (binding) => {
    if (binding.length === 0) throw new VultrinoError('invalid_request', { reason: NO_HOST })
    return binding.map((origin) => ({ ...origin, addresses: read?.addresses ?? [] }))
  }
}

/** Ranges are read for a host, and are the same for every one. */
const ANY_HOST = 'localhost'
const NO_HOST = 'the credential is bound to no host that an address range could be for'

function withData(principal: Principal, credential: Credential, changes: RawData): Credential {
  const { description, metadata } = credential
  const type = parseTypeName(credential.type)
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  const data = parseCredentialData(type, { ...credential.data, ...Object.fromEntries(given) }, metadata)
  // Who does not know the secret must not find it out by asking whether a text holds it.
  const knows = principal.kind === 'owner' || givesAllSecrets(type, changes)
  checkShownText(knows ? secretsOf({ type, data }) : [], description, metadata)
  return { ...credential, data, weak: isWeak(type, data) }
}
