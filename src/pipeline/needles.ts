import type { CredentialInfo } from '../domain/credential.ts'
import { secretsOf } from '../domain/credential-types/index.ts'
import { type NeedleEntry, NeedleSet } from '../domain/scrub/needle-set.ts'
import type { Target } from '../domain/target.ts'
import type { CredentialSource } from '../vault/credential-source.ts'

/** The sets kept at once hold no more needles than this; a secret makes about thirty. */
const MOST_NEEDLES = 500_000
const MOST_SETS = 1024

interface CachedSet {
  readonly needles: NeedleSet
  /** The credentials it was made of. */
  readonly members: readonly CredentialInfo[]
  readonly ids: ReadonlySet<string>
  /** Those it would be made of now. */
  readonly current: () => readonly (CredentialInfo | undefined)[]
}

/**
 * What must not come back from a target: the secrets of the credential used and of every other bound to the same
 * origin. Sets are kept by origin until one of these credentials changes, the least recently used dropped first, so
 * that a request pays for a lookup.
 */
export class NeedleCache {
  readonly #vault: CredentialSource
  /** By key, the least recently used first. */
  readonly #sets = new Map<string, CachedSet>()
  /** Its last key: most requests go where the one before them went. */
  #newest: string | undefined
  #generation = -1
  #size = 0

  constructor(vault: CredentialSource) {
    this.#vault = vault
  }

  /** Throws what `CredentialSource.unseal` throws. */
  for(credential: CredentialInfo, target: Target): NeedleSet {
    if (this.#vault.generation !== this.#generation) this.#dropChanged()
    const bound = (): readonly CredentialInfo[] => this.#vault.boundTo(target)
    const shared = this.#kept(target.origin, bound, bound)
    if (shared.ids.has(credential.id)) return shared.needles
    // Not bound to the origin: used because the owner said yes this once.
    const key = `${target.origin} ${credential.id}`
    const used = (): readonly CredentialInfo[] => [credential, ...bound()]
    return this.#kept(key, used, () => [this.#vault.find(credential.alias), ...bound()]).needles
  }

  #kept(key: string, members: () => readonly CredentialInfo[], current: CachedSet['current']): CachedSet {
    let set = this.#sets.get(key)
    if (set !== undefined && key === this.#newest) return set
    if (set === undefined) {
      set = this.#compile(members(), current)
      this.#size += set.needles.size
    } else this.#sets.delete(key)
    this.#sets.set(key, set)
    this.#newest = key
    if (this.#size > MOST_NEEDLES || this.#sets.size > MOST_SETS) this.#shrink(key)
    return set
  }

  #compile(members: readonly CredentialInfo[], current: CachedSet['current']): CachedSet {
    const entries: NeedleEntry[] = []
    const after: NeedleEntry[] = []
    for (const { id, alias, givenByCaller } of members) {
      const list = givenByCaller === true ? after : entries
      for (const secret of secretsOf(this.#vault.unseal(id))) list.push({ alias, secret })
    }
    const ids = new Set(members.map(({ id }) => id))
    return { needles: NeedleSet.compile(entries, after), members, ids, current }
  }

  /** Drops what was not used for longest, but never the set named: one origin may have very many credentials. */
  #shrink(used: string): void {
    for (const [key, { needles }] of this.#sets) {
      if (key === used || (this.#size <= MOST_NEEDLES && this.#sets.size <= MOST_SETS)) return
      this.#sets.delete(key)
      this.#size -= needles.size
    }
  }

  /** The vault changed: keeps the sets whose credentials did not, in their order. */
  #dropChanged(): void {
    const sets = [...this.#sets]
    this.#sets.clear()
    this.#size = 0
    this.#generation = this.#vault.generation
    for (const [key, set] of sets) {
      if (!areSame(set.members, set.current())) continue
      this.#sets.set(key, set)
      this.#size += set.needles.size
    }
  }
}

/** Whether credentials, perhaps read anew from the vault's file, are the same ones unchanged. */
function areSame(old: readonly CredentialInfo[], now: readonly (CredentialInfo | undefined)[]): boolean {
  return old.length === now.length && old.every((info, index) => isSame(info, now[index]))
}

function isSame(old: CredentialInfo, now: CredentialInfo | undefined): boolean {
  if (old === now) return true
  return now !== undefined && old.id === now.id && old.alias === now.alias && old.updatedAt === now.updatedAt
}
