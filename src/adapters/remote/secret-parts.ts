import type { RawData } from '../../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import { Secret } from '../../domain/secret.ts'

/** The field that says who asks; none without a key. Throws `invalid_arguments` on what cannot be a key. */
export function authorization(key: Secret | undefined): HeaderList {
  if (key === undefined) return []
  const token = key.reveal()
  if (!/^[\x21-\x7e]{1,256}$/.test(token)) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'VULTRINO_API_KEY holds no API key',
      hint: 'It is vk_ and 32 letters and digits, as `vultrino key create` said',
    })
  }
  return ['Authorization', `Bearer ${token}`]
}

/** A credential's fields as the server takes them. */
export function plainData(data: RawData): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined) fields[name] = value instanceof Secret ? value.reveal() : value
  }
  return fields
}
