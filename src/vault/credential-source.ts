import type { Credential, CredentialInfo } from '../domain/credential.ts'
import type { Target } from '../domain/target.ts'

/**
 * What the request path may ask of an open vault. Everything answers from memory, at a cost that does not
 * grow with the number of credentials.
 */
export interface CredentialSource {
  /** Grows by at least one with every change, in this process or another. */
  readonly generation: number
  /** By exact alias; `undefined` if there is none. */
  find(alias: string): CredentialInfo | undefined
  /**
   * Every credential whose secret this target may have, and answer with: its binding names it, or did; or it is bound to
   * nothing, and may have gone there once (256 of those at most). Order is stable. The array must not be changed.
   */
  boundTo(target: Target): readonly CredentialInfo[]
  /** The credential with its secrets. Throws `vault_damaged` if the record is not the sealed one, `not_found` if it is gone. */
  unseal(id: string): Credential
}
