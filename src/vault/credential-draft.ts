import type { Credential, CredentialInfo } from '../domain/credential.ts'
import type { Draft } from './draft.ts'

/** The credentials of a draft. */
export class CredentialDraft {
  /** The same draft, for records of any kind. */
  readonly records: Draft

  constructor(records: Draft) {
    this.records = records
  }

  /** By exact alias. */
  find(alias: string): CredentialInfo | undefined {
    return this.records.find('credential', alias)
  }

  /** With its secrets. Throws `not_found`, `vault_damaged`. */
  unseal(id: string): Credential {
    return this.records.unseal('credential', id)
  }

  /** Stores a credential as it is given, in the place of the one with its id or as a new one. Throws `conflict` if its alias is another's. */
  put(credential: Credential): void {
    this.records.put('credential', credential)
  }

  /** Throws `not_found`. */
  remove(id: string): void {
    this.records.delete('credential', id)
  }
}
