import { parseAlias } from '../domain/alias.ts'
import type { Credential, CredentialInfo, JsonValue } from '../domain/credential.ts'
import { isWeak, parseTypeName } from '../domain/credential-types/index.ts'
import { parseCredentialData, type RawData } from '../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../domain/errors.ts'
import { editCredential } from './edit-credential.ts'
import type { Management } from './management.ts'
import { checkShownText } from './shown-text.ts'

/** What to change; what is absent stays. */
export interface CredentialChanges {
  readonly alias?: string
  readonly data?: RawData
  /** `null` removes it. */
  readonly description?: string | null
  /** Merged into what is there; a `null` removes the key (RFC 7396, one level). */
  readonly metadata?: Readonly<Record<string, JsonValue>>
}

/** Changes a credential in place. Throws `invalid_request`, `not_found`, `conflict`, `audit_unavailable`. */
export async function updateCredential(
  management: Management,
  alias: string,
  changes: CredentialChanges,
): Promise<CredentialInfo> {
  if (Object.values(changes).every((change) => change === undefined)) {
    throw new VultrinoError('invalid_request', { reason: 'nothing to change was given' })
  }
  const renamed = changes.alias === undefined ? undefined : parseAlias(changes.alias)
  return editCredential(management, 'credential.update', alias, (credential) => ({
    ...applied(credential, changes),
    alias: renamed ?? credential.alias,
  }))
}

function applied(credential: Credential, changes: CredentialChanges): Credential {
  const type = parseTypeName(credential.type)
  const metadata = Object.fromEntries(
    Object.entries({ ...credential.metadata, ...changes.metadata }).filter(([, value]) => value !== null),
  )
  const given = Object.entries(changes.data ?? {}).filter(([, value]) => value !== undefined)
  const data = parseCredentialData(type, { ...credential.data, ...Object.fromEntries(given) }, metadata)
  const description = changes.description === undefined ? credential.description : changes.description
  checkShownText(type, data, description, metadata)
  return { ...credential, data, metadata, description, weak: isWeak(type, data) }
}
