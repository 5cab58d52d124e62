import { parseNewAlias } from '../domain/alias.ts'
import type { BoundOrigin } from '../domain/bound-origin.ts'
import type { Credential, CredentialInfo } from '../domain/credential.ts'
import { PLACEMENT_KEYS } from '../domain/credential-types/header-placement.ts'
import { isWeak, parseTypeName, secretsOf } from '../domain/credential-types/index.ts'
import { parseCredentialData } from '../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../domain/errors.ts'
import { recogniseProvider, type Provider } from '../domain/provider-catalogue.ts'
import { Secret } from '../domain/secret.ts'
import type { Added, Creation, NewCredential } from '../ports/control-plane.ts'
import { creationId } from './creation-id.ts'
import { credentialInfo } from './credential-info.ts'
import { checkInsideReach } from './inside-reach.ts'
import type { Management } from './management.ts'
import { parseOrigins } from './origins.ts'
import { judgedAndRecorded } from './recorded.ts'
import { checkShownText } from './shown-text.ts'

/**
 * Stores a new credential. Throws `forbidden`, `invalid_request`, `conflict` (alias taken), `idempotency_mismatch`,
 * `audit_unavailable`, and what writing the vault throws.
 */
export async function addCredential(
  management: Management,
  wanted: NewCredential,
  creation?: Creation,
): Promise<Added> {
  const { vault } = management
  return judgedAndRecorded(
    management,
    'credential.add',
    wanted.alias,
    () => newCredential(management, wanted, creation),
    ({ credential, recognised }) =>
      vault.change((draft) => {
        const made = draft.records.get('credential', credential.id)
        if (made !== undefined) {
          if (!sameVisibly(made, credential)) throw new VultrinoError('idempotency_mismatch')
          return { credential: made, recognised }
        }
        draft.put(credential)
        return { credential: credentialInfo(credential), recognised }
      }),
  )
}

interface Described {
  readonly credential: Credential
  readonly recognised: string | null
}

async function newCredential(
  management: Management,
  wanted: NewCredential,
  creation: Creation | undefined,
): Promise<Described> {
  const type = parseTypeName(wanted.type)
  const data = parseCredentialData(type, wanted.data, wanted.metadata)
  const key = data['key']
  const provider = key instanceof Secret ? recogniseProvider(key) : undefined
  const hosts = wanted.hosts.length > 0 ? wanted.hosts : (provider?.hosts ?? [])
  const binding = await parseOrigins(management, hosts, wanted.addresses)
  checkInsideReach(management.caller.principal, [], binding)
  const recognised = provider !== undefined && isFor(provider, binding) ? provider : null
  const placed = PLACEMENT_KEYS.some((name) => wanted.metadata[name] !== undefined)
  const metadata =
    placed || recognised === null ? wanted.metadata : { ...recognised.metadata, ...wanted.metadata }
  checkShownText(secretsOf({ type, data }), wanted.description, metadata)
  const now = new Date(management.clock.now()).toISOString()
  const credential: Credential = {
    id: creationId(management, 'credential.add', creation),
    alias: parseNewAlias(wanted.alias),
    type,
    description: wanted.description,
    metadata,
    binding,
    createdAt: now,
    updatedAt: now,
    weak: isWeak(type, data),
    ...(management.caller.principal.kind === 'owner' ? {} : { givenByCaller: true }),
    data,
  }
  return { credential, recognised: recognised?.name ?? null }
}

/** Whether all that may be shown of two credentials is the same. Secrets are not compared: that would let them be guessed. */
function sameVisibly(a: CredentialInfo, b: CredentialInfo): boolean {
  const text = ({ alias, type, description, metadata, binding }: CredentialInfo): string =>
    JSON.stringify([alias, type, description, Object.entries(metadata).sort(byName), binding])
  return text(a) === text(b)
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)

/** A known key bound elsewhere (a gateway, a test server) is the owner's own arrangement. */
function isFor(provider: Provider, binding: readonly BoundOrigin[]): boolean {
  return binding.length > 0 && binding.every(({ host }) => provider.hosts.includes(host))
}
