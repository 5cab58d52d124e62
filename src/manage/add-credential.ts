import { parseAlias } from '../domain/alias.ts'
import type { BoundOrigin } from '../domain/bound-origin.ts'
import type { Credential, CredentialInfo } from '../domain/credential.ts'
import type { Metadata } from '../domain/credential-types/credential-type.ts'
import { PLACEMENT_KEYS } from '../domain/credential-types/header-placement.ts'
import { isWeak, parseTypeName } from '../domain/credential-types/index.ts'
import { parseCredentialData, type RawData } from '../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../domain/errors.ts'
import { recogniseProvider, type Provider } from '../domain/provider-catalogue.ts'
import { Secret } from '../domain/secret.ts'
import { parseOrigins } from './origins.ts'
import { credentialInfo } from './credential-info.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'
import { checkShownText } from './shown-text.ts'

/** A credential as a caller describes it. */
export interface NewCredential {
  readonly alias: string
  readonly type: string
  readonly data: RawData
  readonly description: string | null
  readonly metadata: Metadata
  /** Origins as the owner writes them; empty: those of the recognised provider, if there is one. */
  readonly hosts: readonly string[]
  /** CIDR blocks outside the public Internet that those hosts may resolve to. */
  readonly addresses: readonly string[]
}

export interface Added {
  readonly credential: CredentialInfo
  /** The service whose hosts or style of injection were taken from the catalogue. */
  readonly recognised: Provider | null
}

/**
 * Stores a new credential. Throws `invalid_request`, `conflict` (alias taken), `audit_unavailable`, and what
 * writing the vault throws.
 */
export async function addCredential(management: Management, wanted: NewCredential): Promise<Added> {
  const alias = parseAlias(wanted.alias)
  const type = parseTypeName(wanted.type)
  const data = parseCredentialData(type, wanted.data, wanted.metadata)
  const key = data['key']
  const provider = key instanceof Secret ? recogniseProvider(key) : undefined
  const hosts = wanted.hosts.length > 0 ? wanted.hosts : (provider?.hosts ?? [])
  const binding = await parseOrigins(management, hosts, wanted.addresses)
  const recognised = provider !== undefined && isFor(provider, binding) ? provider : null
  const placed = PLACEMENT_KEYS.some((name) => wanted.metadata[name] !== undefined)
  const metadata =
    placed || recognised === null ? wanted.metadata : { ...recognised.metadata, ...wanted.metadata }
  checkShownText(type, data, wanted.description, metadata)

  const { vault, clock, random } = management
  const now = new Date(clock.now()).toISOString()
  const credential: Credential = {
    id: random.uuid(),
    alias,
    type,
    description: wanted.description,
    metadata,
    binding,
    createdAt: now,
    updatedAt: now,
    weak: isWeak(type, data),
    data,
  }
  await recorded(management, 'credential.add', alias, () =>
    vault.change((draft) => {
      if (draft.find(alias) !== undefined) throw new VultrinoError('conflict', { alias })
      draft.put(credential)
    }),
  )
  return { credential: credentialInfo(credential), recognised }
}

/** A known key bound elsewhere (a gateway, a test server) is the owner's own arrangement. */
function isFor(provider: Provider, binding: readonly BoundOrigin[]): boolean {
  return binding.length > 0 && binding.every(({ host }) => provider.hosts.includes(host))
}
