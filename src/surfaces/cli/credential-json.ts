import { formatBoundOrigin } from '../../domain/binding.ts'
import type { CredentialInfo, JsonValue } from '../../domain/credential.ts'

/** What may be shown of a credential, named as in the HTTP API. */
export function credentialJson(credential: CredentialInfo): Record<string, JsonValue> {
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
