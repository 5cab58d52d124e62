import { injectionFor } from '../domain/credential-types/index.ts'
import type { Injection } from '../domain/credential-types/credential-type.ts'
import type { CredentialSource } from '../vault/credential-source.ts'

const MOST = 1024

/**
 * What each credential in use puts into a request, kept until the vault changes: unsealing costs more than the
 * rest of the step. No more plaintext stands in memory for it than the needle sets hold already.
 */
export class InjectionCache {
  readonly #vault: CredentialSource
  readonly #injections = new Map<string, Injection>()
  #generation = -1

  constructor(vault: CredentialSource) {
    this.#vault = vault
  }

  /** By the credential's id. Throws what `CredentialSource.unseal` throws. */
  for(id: string): Injection {
    // Asked for first: while the vault is unavailable it has another generation, and nothing old is used.
    if (this.#vault.generation !== this.#generation || this.#injections.size >= MOST) this.#clear()
    let injection = this.#injections.get(id)
    if (injection === undefined) {
      injection = injectionFor(this.#vault.unseal(id))
      this.#injections.set(id, injection)
    }
    return injection
  }

  #clear(): void {
    this.#injections.clear()
    this.#generation = this.#vault.generation
  }
}
