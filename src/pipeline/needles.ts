import type { CredentialInfo } from '../domain/credential.ts'
import { secretsOf } from '../domain/credential-types/index.ts'
import { type NeedleEntry, NeedleSet } from '../domain/scrub/needle-set.ts'
import type { Target } from '../domain/target.ts'
import type { CredentialSource } from '../vault/credential-source.ts'

/** The sets kept at once hold no more needles than this; a secret makes about ten. */
const MOST_NEEDLES = 500_000
const MOST_SETS = 1024

interface CachedSet {
  readonly needles: NeedleSet
  /** Ids of the credentials it was made of. */
  readonly ids: ReadonlySet<string>
}

/**
 * What must not come back from a target: the secrets of the credential used and of every other bound to the same
 * origin. Sets are kept by origin until the vault changes, the least recently used dropped first, so that a request
 * pays for a lookup.
 */
export class NeedleCache {
  readonly #vault: CredentialSource
  /** By key, the least recently used first. */
  readonly #sets = new Map<string, CachedSet>()
  #generation = -1
  #size = 0

  constructor(vault: CredentialSource) {
    this.#vault = vault
  }

  /** Throws what `CredentialSource.unseal` throws. */
  for(credential: CredentialInfo, target: Target): NeedleSet {
    if (this.#vault.generation !== this.#generation) this.#clear()
    const shared = this.#kept(target.origin, () => this.#vault.boundTo(target))
    if (shared.ids.has(credential.id)) return shared.needles
    // Not bound to the origin: used because the owner said yes this once.
    const key = `${target.origin} ${credential.id}`
    return this.#kept(key, () => [credential, ...this.#vault.boundTo(target)]).needles
  }

  #kept(key: string, credentials: () => readonly CredentialInfo[]): CachedSet {
    let set = this.#sets.get(key)
    if (set === undefined) {
      set = this.#compile(credentials())
      this.#size += set.needles.size
    } else this.#sets.delete(key)
    this.#sets.set(key, set)
    if (this.#size > MOST_NEEDLES || this.#sets.size > MOST_SETS) this.#shrink(key)
    return set
  }

  #compile(credentials: readonly CredentialInfo[]): CachedSet {
    const entries: NeedleEntry[] = []
    for (const { id, alias } of credentials) {
      for (const secret of secretsOf(this.#vault.unseal(id))) entries.push({ alias, secret })
    }
    return { needles: NeedleSet.compile(entries), ids: new Set(credentials.map(({ id }) => id)) }
  }

  /** Drops what was not used for longest, but never the set named: one origin may have very many credentials. */
  #shrink(used: string): void {
    for (const [key, { needles }] of this.#sets) {
      if (key === used || (this.#size <= MOST_NEEDLES && this.#sets.size <= MOST_SETS)) return
      this.#sets.delete(key)
      this.#size -= needles.size
    }
  }

  #clear(): void {
    this.#sets.clear()
    this.#size = 0
    this.#generation = this.#vault.generation
  }
}
