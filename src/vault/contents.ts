import type { CredentialInfo } from '../domain/credential.ts'
import type { Target } from '../domain/target.ts'
import type { Grant } from '../ports/access-source.ts'
import { AccessIndex } from './access-index.ts'
import { BindingIndex } from './binding-index.ts'
import { nameKey, nameKeyOf, type InfoOf, type KindName } from './record-kinds.ts'
import type { Entry } from './sealed-records.ts'
import type { VaultHeader } from './vault-file.ts'

/** One generation of a vault, opened: every record's information, and its secrets still sealed. Never changes. */
export class Contents {
  readonly header: VaultHeader
  readonly generation: number
  /** By id, in the order of the file. */
  readonly entries: ReadonlyMap<string, Entry>
  readonly #names: ReadonlyMap<string, Entry>
  #bindings: BindingIndex | undefined
  #access: AccessIndex | undefined
  /** Of the generation before, until this one has its own. */
  #formerAccess: AccessIndex | undefined

  constructor(header: VaultHeader, generation: number, entries: Iterable<Entry>, before?: Contents) {
    this.header = header
    this.generation = generation
    if (before !== undefined) this.#formerAccess = before.#access ?? before.#formerAccess
    const byId = new Map<string, Entry>()
    const byName = new Map<string, Entry>()
    for (const entry of entries) {
      byId.set(entry.info.id, entry)
      const name = nameKeyOf(entry.kind, entry.info)
      if (name !== undefined) byName.set(name, entry)
    }
    this.entries = byId
    this.#names = byName
  }

  /** With what is sealed in it. */
  entry(kind: KindName, id: string): Entry | undefined {
    const entry = this.entries.get(id)
    return entry?.kind === kind ? entry : undefined
  }

  get<K extends KindName>(kind: K, id: string): InfoOf<K> | undefined {
    return this.entry(kind, id)?.info as InfoOf<K> | undefined
  }

  find<K extends KindName>(kind: K, name: string): InfoOf<K> | undefined {
    return this.#names.get(nameKey(kind, name))?.info as InfoOf<K> | undefined
  }

  list<K extends KindName>(kind: K): InfoOf<K>[] {
    return [...this.entries.values()]
      .filter((entry) => entry.kind === kind)
      .map(({ info }) => info as InfoOf<K>)
  }

  boundTo(target: Target): readonly CredentialInfo[] {
    // Commands that send nothing never ask, so it is made at the first question.
    this.#bindings ??= new BindingIndex(this.list('credential'))
    return this.#bindings.boundTo(target)
  }

  grantOf(tokenHash: string): Grant | undefined {
    if (this.#access === undefined) {
      this.#access = new AccessIndex(this.list('api_key'), this.list('role'), this.#formerAccess)
      this.#formerAccess = undefined
    }
    return this.#access.grantOf(tokenHash)
  }
}
