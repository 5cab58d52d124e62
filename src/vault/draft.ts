import { VultrinoError } from '../domain/errors.ts'
import type { Contents } from './contents.ts'
import { damaged } from './damaged.ts'
import { nameKey, nameKeyOf, RECORD_KINDS, type InfoOf, type KindName, type ValueOf } from './record-kinds.ts'
import type { Entry, SealedRecords } from './sealed-records.ts'

/** The next generation while it is being made. Nothing of it is seen or stored until the change is committed. */
export class Draft {
  readonly #base: Contents
  readonly #records: SealedRecords
  readonly #entries: Map<string, Entry>
  /** Names taken (an id) and given up (`undefined`) in this draft: never empty once something was changed. */
  readonly #names = new Map<string, string | undefined>()

  constructor(base: Contents, records: SealedRecords) {
    this.#base = base
    this.#records = records
    this.#entries = new Map(base.entries)
  }

  /** All there is in it. */
  get all(): readonly Entry[] {
    return [...this.#entries.values()]
  }

  /** What is to be stored, or `undefined` if nothing was changed. */
  get entries(): readonly Entry[] | undefined {
    return this.#names.size === 0 ? undefined : this.all
  }

  get<K extends KindName>(kind: K, id: string): InfoOf<K> | undefined {
    return this.#entry(kind, id)?.info as InfoOf<K> | undefined
  }

  find<K extends KindName>(kind: K, name: string): InfoOf<K> | undefined {
    const key = nameKey(kind, name)
    if (!this.#names.has(key)) return this.#base.find(kind, name)
    const id = this.#names.get(key)
    return id === undefined ? undefined : this.get(kind, id)
  }

  /** Every record of a kind, oldest first. */
  list<K extends KindName>(kind: K): InfoOf<K>[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.kind === kind)
      .map(({ info }) => info as InfoOf<K>)
  }

  /** The whole record, secrets and all. Throws `not_found`, `vault_damaged`. */
  unseal<K extends KindName>(kind: K, id: string): ValueOf<K> {
    return unsealEntry(kind, this.#existing(kind, id), this.#records)
  }

  /** Stores a record in the place of the one with its id, or as a new one. Throws `conflict` if its name is another's. */
  put<K extends KindName>(kind: K, value: ValueOf<K>): void {
    const { info, payload } = RECORD_KINDS[kind].split(value)
    const name = RECORD_KINDS[kind].nameOf(info)
    const holder = this.find(kind, name)
    if (holder !== undefined && holder.id !== info.id) {
      throw new VultrinoError('conflict', RECORD_KINDS[kind].mention(name))
    }
    const old = this.#entries.get(info.id)
    if (old !== undefined) this.#giveUpName(old)
    // A copy: what the caller does to its own object later is not a change of the vault.
    const kept = JSON.parse(JSON.stringify(info)) as InfoOf<K>
    this.#entries.set(kept.id, this.#records.seal(kind, (old?.version ?? 0) + 1, kept, payload))
    this.#names.set(nameKey(kind, name), kept.id)
  }

  /** Throws `not_found`. */
  delete(kind: KindName, id: string): void {
    this.#giveUpName(this.#existing(kind, id))
    this.#entries.delete(id)
  }

  #giveUpName({ kind, info }: Entry): void {
    const name = nameKeyOf(kind, info)
    if (name !== undefined) this.#names.set(name, undefined)
  }

  #entry(kind: string, id: string): Entry | undefined {
    const entry = this.#entries.get(id)
    return entry?.kind === kind ? entry : undefined
  }

  #existing(kind: KindName, id: string): Entry {
    const entry = this.#entry(kind, id)
    if (entry === undefined) throw new VultrinoError('not_found', RECORD_KINDS[kind].mention(id))
    return entry
  }
}

/** The one place where a sealed record becomes a value. Throws `vault_damaged`. */
export function unsealEntry<K extends KindName>(kind: K, entry: Entry, records: SealedRecords): ValueOf<K> {
  const value = RECORD_KINDS[kind].join(entry.info as InfoOf<K>, records.open(entry))
  if (value === undefined) throw damaged('a record contradicts the index')
  return value
}
