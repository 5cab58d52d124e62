import { parseAlias } from '../domain/alias.ts'
import type { CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Management } from './management.ts'

/** One credential by alias, nothing secret in it. Throws `invalid_request`, `not_found`. */
export function getCredential({ vault }: Pick<Management, 'vault'>, name: string): CredentialInfo {
  const alias = parseAlias(name)
  const found = vault.find(alias)
  if (found === undefined) throw new VultrinoError('not_found', { alias })
  return found
}
