import type { CredentialInfo } from '../domain/credential.ts'
import type { Management } from './management.ts'

/** Every credential in order of alias, nothing secret in them. */
export function listCredentials({ vault }: Pick<Management, 'vault'>): readonly CredentialInfo[] {
  return [...vault.list()].sort((a, b) => (a.alias < b.alias ? -1 : a.alias > b.alias ? 1 : 0))
}
