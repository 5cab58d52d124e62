import { asVultrinoError, VultrinoError } from '../domain/errors.ts'
import type { Cipher } from '../ports/cipher.ts'
import type { StoredVault, VaultStore } from '../ports/vault-store.ts'
import type { Watermark } from '../ports/watermark.ts'
import { Contents } from './contents.ts'
import type { Entry, SealedRecords } from './sealed-records.ts'
import { Turns } from './turns.ts'
import { formatVaultFile, parseVaultFile, type VaultHeader } from './vault-file.ts'

/** An older copy of the file stands where a newer one was seen: both generations. */
export interface Rollback {
  readonly found: number
  readonly seen: number
}

/** `unavailable`: nothing is served until the file is good again, which is then a `changed`. */
export type VaultEvent =
  | { readonly kind: 'changed' }
  | { readonly kind: 'unavailable'; readonly error: VultrinoError }
  | ({ readonly kind: 'rolled_back' } & Rollback)

export interface StatePorts {
  readonly store: VaultStore
  readonly watermark: Watermark
  readonly cipher: Cipher
}

/** The open vault's memory of the file: always the last good reading, or a refusal. It fails closed. */
export class VaultState {
  readonly records: SealedRecords
  readonly #ports: StatePorts
  readonly #notify: (event: VaultEvent) => void
  /** Reading and replacing the file take turns, so that no late reading undoes a newer one. */
  readonly #turns = new Turns()
  #now: Contents | VultrinoError
  /** The last good reading. */
  #last: Contents
  /** Of the file that `#now` speaks of; `undefined` if it could not be read. */
  #revision: string | undefined
  #seen: number
  /** Whether API keys were ever made in this vault, as far as anybody on this machine has seen. */
  #keysSeen: boolean
  generation: number
  rollback: Rollback | undefined

  /** `contents` was read at `revision`. Throws `storage_error` if the watermark cannot be read. */
  constructor(
    ports: StatePorts,
    records: SealedRecords,
    contents: Contents,
    revision: string,
    notify: (event: VaultEvent) => void,
  ) {
    this.#ports = ports
    this.records = records
    this.#notify = notify
    this.#now = contents
    this.#last = contents
    this.#revision = revision
    this.generation = contents.generation
    this.#seen = ports.watermark.highest(contents.header.id)
    this.#keysSeen = ports.watermark.keysSeen(contents.header.id)
    this.#measure(contents)
  }

  /** Throws what makes the vault unavailable. */
  get contents(): Contents {
    if (this.#now instanceof VultrinoError) throw this.#now
    return this.#now
  }

  /** Whether API keys were ever made, also where the file is a copy from before that. Throws as `contents`. */
  get keysExist(): boolean {
    return this.contents.find('mark', 'keys_exist') !== undefined || this.#keysSeen
  }

  /** Looks at the file, and takes it over if it changed. Throws what makes the vault unavailable. */
  refresh(): Promise<void> {
    return this.#turns.take(async () => {
      try {
        const revision = await this.#ports.store.revision()
        if (revision === undefined || revision !== this.#revision) await this.#reload()
      } catch (error) {
        this.#revision = undefined
        this.#refuse(asVultrinoError(error))
      }
      if (this.#now instanceof VultrinoError) throw this.#now
    })
  }

  /**
   * Replaces the file. Only for the holder of the write lock, after a refresh under it. When it throws
   * (`storage_error`), the file is the old one or, if only its durability failed, the new one.
   */
  commit(header: VaultHeader, entries: readonly Entry[]): Promise<void> {
    return this.#turns.take(async () => {
      const { store, watermark, cipher } = this.#ports
      const base = this.contents
      this.#seen = Math.max(this.#seen, watermark.highest(header.id))
      this.#measure(base)
      // Above every generation ever seen, so that no number stands for two different contents.
      const generation = Math.max(base.generation, this.#seen) + 1
      const file = this.records.sealFile(header, generation, entries)
      try {
        this.#revision = await store.replace(formatVaultFile(file, cipher))
      } catch (error) {
        this.#revision = undefined
        throw error
      }
      this.#adopt(new Contents(header, generation, entries, base))
    })
  }

  async #reload(): Promise<void> {
    const { store } = this.#ports
    const stored = await store.read()
    if (stored === undefined) throw new VultrinoError('vault_missing', { path: store.location })
    this.#revision = stored.revision
    try {
      this.#adopt(this.#read(stored))
    } catch (error) {
      // The same bytes will not be read again: they will not get better.
      this.#refuse(asVultrinoError(error))
    }
  }

  #read({ bytes }: StoredVault): Contents {
    const file = parseVaultFile(bytes, this.#ports.cipher)
    if (this.#now instanceof Contents && file.header.id !== this.#now.header.id) {
      throw new VultrinoError('vault_damaged', {
        reason: 'another vault was put in its place while it was in use',
        hint: 'Start this process again to use the new vault, or put the old file back',
      })
    }
    return new Contents(file.header, file.generation, this.records.openFile(file), this.#last)
  }

  #adopt(contents: Contents): void {
    this.#now = contents
    this.#last = contents
    this.generation = Math.max(this.generation + 1, contents.generation)
    this.#measure(contents)
    this.#notify({ kind: 'changed' })
  }

  #refuse(error: VultrinoError): void {
    const same = this.#now instanceof VultrinoError && this.#now.message === error.message
    this.#now = error
    if (same) return
    this.generation += 1
    this.#notify({ kind: 'unavailable', error })
  }

  /** Compares with the highest generation seen, and raises it. */
  #measure(contents: Contents): void {
    const { header, generation } = contents
    const { watermark } = this.#ports
    this.#keysSeen ||= contents.find('mark', 'keys_exist') !== undefined
    if (generation < this.#seen) {
      this.#keysSeen ||= watermark.keysSeen(header.id)
      if (this.rollback?.found === generation) return
      this.rollback = { found: generation, seen: this.#seen }
      this.#notify({ kind: 'rolled_back', ...this.rollback })
      return
    }
    this.rollback = undefined
    this.#seen = generation
    try {
      watermark.raise(header.id, generation, this.#keysSeen)
    } catch {
      // What is stored is stored; a full disk here must not make it look otherwise. The next change raises it.
    }
  }
}
