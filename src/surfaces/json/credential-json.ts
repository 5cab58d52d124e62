import { formatBoundOrigin } from '../../domain/binding.ts'
import type { CredentialInfo, JsonValue } from '../../domain/credential.ts'

/** What may be shown of a credential, named as in the HTTP API. */
export interface CredentialJson {
  readonly id: string
  readonly alias: string
  readonly type: string
  readonly description: string | null
  readonly metadata: Readonly<Record<string, JsonValue>>
  readonly binding: readonly { readonly origin: string; readonly addresses: readonly string[] }[]
  readonly created_at: string
  readonly updated_at: string
  readonly weak: boolean
}

export function credentialJson(credential: CredentialInfo): CredentialJson {
  const { id, alias, type, description, metadata, binding, createdAt, updatedAt, weak } = credential
  return {
    id,
    alias,
    type,
    description,
    metadata,
    binding: binding.map((origin) => ({
      origin: formatBoundOrigin({ ...origin, addresses: [] }),
      addresses: origin.addresses,
    })),
    created_at: createdAt,
    updated_at: updatedAt,
    weak,
  }
}
