import type { Credential, CredentialInfo } from '../domain/credential.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { SigningKey } from '../domain/signing-key.ts'
import type { Target } from '../domain/target.ts'
import type { AccessSource, Grant } from '../ports/access-source.ts'
import type { Clock } from '../ports/clock.ts'
import type { SealingKey } from '../ports/cipher.ts'
import type { KdfCost } from '../ports/key-derivation.ts'
import type { Vouching } from '../ports/vouching.ts'
import type { WriteLock } from '../ports/write-lock.ts'
import { Contents } from './contents.ts'
import { CredentialDraft } from './credential-draft.ts'
import type { CredentialSource } from './credential-source.ts'
import { unwrapDataKey, wrapDataKey, type KeyPorts } from './data-key.ts'
import { Draft, unsealEntry } from './draft.ts'
import { isWeaker, STANDARD_COST, strongerOf } from './kdf-cost.ts'
import { SealedRecords } from './sealed-records.ts'
import { formatVaultFile, parseVaultFile, type VaultHeader } from './vault-file.ts'
import { VaultState, type Rollback, type StatePorts, type VaultEvent } from './vault-state.ts'

/** The outside of a vault. The vault that is opened with it owns it, and closes what can be closed. */
export interface VaultPorts extends StatePorts, KeyPorts {
  readonly lock: WriteLock
  readonly clock: Clock
}

export interface OpenOptions extends VaultPorts {
  readonly password: Secret
  /** For tests alone: what deriving a key costs instead of the standard. */
  readonly insecureKdfCost?: KdfCost
}

export interface CreateOptions extends OpenOptions {
  /** Told where the old file was copied. Given, it allows a vault that stands there to be replaced. */
  readonly onReplaced?: (backup: string) => void
}

const DATA_KEY_BYTES = 32
const VOUCH = 'vultrino vault v1: vouch'

/** Looks records up in one generation of a vault. */
export type RecordReader = Pick<Contents, 'get' | 'find' | 'list'>

/**
 * An open vault. Reading answers from memory; each secret is unsealed when it is asked for and not kept.
 * While the file cannot be read, or is not what this vault wrote, nothing is served: `find`, `boundTo`, `list` and
 * `unseal` throw the reason.
 */
export class Vault implements CredentialSource, AccessSource, Vouching {
  readonly #ports: VaultPorts
  readonly #cost: KdfCost
  readonly #dataKey: Uint8Array
  readonly #vouching: SealingKey
  readonly #state: VaultState
  readonly #listeners = new Set<(event: VaultEvent) => void>()
  #stopFollowing: (() => void) | undefined

  private constructor(options: OpenOptions, dataKey: Uint8Array, contents: Contents, revision: string) {
    this.#ports = options
    this.#cost = options.insecureKdfCost ?? STANDARD_COST
    this.#dataKey = dataKey
    this.#vouching = options.cipher.sealingKey(dataKey, VOUCH)
    this.#state = new VaultState(
      options,
      new SealedRecords(dataKey, options.cipher),
      contents,
      revision,
      (event) => {
        for (const listener of this.#listeners) listener(event)
      },
    )
  }

  /** Makes a new, empty vault and opens it. One derivation. Throws `vault_exists`, `vault_busy`, `storage_error`. */
  static async create(options: CreateOptions): Promise<Vault> {
    const { store, lock, cipher, random, clock, onReplaced } = options
    const dataKey = random.bytes(DATA_KEY_BYTES)
    const cost = options.insecureKdfCost ?? STANDARD_COST
    const header = await wrapDataKey(dataKey, random.uuid(), options.password, cost, options)
    const file = new SealedRecords(dataKey, cipher).sealFile(header, 1, [])
    return lock.hold(async () => {
      if ((await store.revision()) !== undefined) {
        if (onReplaced === undefined) throw new VultrinoError('vault_exists', { path: store.location })
        onReplaced(await store.backUp(new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')))
      }
      const revision = await store.replace(formatVaultFile(file, cipher))
      return new Vault(options, dataKey, new Contents(header, 1, []), revision)
    })
  }

  /**
   * Opens the vault that is there. One derivation, and once another where it was made with less than today's cost.
   * Throws `vault_missing`, `wrong_password`, `vault_damaged`, `storage_error`.
   */
  static async open(options: OpenOptions): Promise<Vault> {
    const { store, cipher } = options
    const stored = await store.read()
    if (stored === undefined) throw new VultrinoError('vault_missing', { path: store.location })
    const file = parseVaultFile(stored.bytes, cipher)
    const dataKey = await unwrapDataKey(file.header, options.password, options)
    const entries = new SealedRecords(dataKey, cipher).openFile(file)
    const contents = new Contents(file.header, file.generation, entries)
    const vault = new Vault(options, dataKey, contents, stored.revision)
    // Others may have written while the key was derived: the file is looked at again before it is called an older copy.
    if (vault.rollback !== undefined) await vault.refresh()
    await vault.#strengthen(options.password)
    return vault
  }

  get generation(): number {
    return this.#state.generation
  }

  /** Set when the file is an older copy of one seen before, until the next change; `acceptRollback` makes one. */
  get rollback(): Rollback | undefined {
    return this.#state.rollback
  }

  find(alias: string): CredentialInfo | undefined {
    return this.#state.contents.find('credential', alias)
  }

  boundTo(target: Target): readonly CredentialInfo[] {
    return this.#state.contents.boundTo(target)
  }

  unseal(id: string): Credential {
    const entry = this.#state.contents.entry('credential', id)
    if (entry === undefined) throw new VultrinoError('not_found', { alias: id })
    return unsealEntry('credential', entry, this.#state.records)
  }

  /** Every credential, oldest first. */
  list(): readonly CredentialInfo[] {
    return this.#state.contents.list('credential')
  }

  grantOf(tokenHash: string): Grant | undefined {
    return this.#state.contents.grantOf(tokenHash)
  }

  /** The key that vouches for the audit log; `undefined` where none was made yet. Throws `vault_damaged`. */
  get auditKey(): SigningKey | undefined {
    const found = this.#state.contents.find('signing_key', 'audit')
    const entry = found === undefined ? undefined : this.#state.contents.entry('signing_key', found.id)
    return entry === undefined ? undefined : unsealEntry('signing_key', entry, this.#state.records)
  }

  get keysExist(): boolean {
    return this.#state.keysExist
  }

  vouch(statement: string): string {
    return this.#vouching.seal(new Uint8Array(0), statement)
  }

  vouches(statement: string, seal: string): boolean {
    return this.#vouching.open(seal, statement) !== undefined
  }

  /** Records of any kind, without what is sealed in them. Never changes: ask anew after a change. */
  get records(): RecordReader {
    return this.#state.contents
  }

  /**
   * Changes the vault: `work` edits a draft of its newest state, no other process writing meanwhile; it must not
   * keep the draft. Resolves once the change is durable, to what `work` returned; when anything throws, nothing is
   * changed. Throws `vault_busy`, `storage_error`, why the vault is unavailable, and what `work` throws.
   */
  change<T>(work: (draft: CredentialDraft) => T): Promise<T> {
    return this.#ports.lock.hold(async () => {
      await this.#state.refresh()
      const { contents, records } = this.#state
      const draft = new Draft(contents, records)
      const result = work(new CredentialDraft(draft))
      if (draft.entries !== undefined) await this.#commit(contents.header, draft)
      return result
    })
  }

  /** Wraps the data key anew; no record is touched. Throws as `change` does. */
  changePassword(next: Secret): Promise<void> {
    return this.#rewrap(next, () => true)
  }

  /**
   * Takes an older copy of the file as the vault from now on: it becomes the newest generation. Does nothing where the
   * file is no older copy any more. Throws as `change` does.
   */
  acceptRollback(): Promise<void> {
    return this.#ports.lock.hold(async () => {
      await this.#state.refresh()
      if (this.rollback === undefined) return
      const { contents, records } = this.#state
      await this.#commit(contents.header, new Draft(contents, records))
    })
  }

  /** Takes over what other processes changed. Throws what makes the vault unavailable. */
  refresh(): Promise<void> {
    return this.#state.refresh()
  }

  /** From now on sees the changes of other processes within a second, by itself. Keeps no process alive. */
  follow(): void {
    // A failure is kept in the state, told to the listeners, and thrown at whoever asks the vault for something.
    this.#stopFollowing ??= this.#ports.store.watch(() => void this.refresh().catch(() => undefined))
  }

  /** Calls `listener` after each change and each loss of the vault. Returns what ends it. */
  onChange(listener: (event: VaultEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#stopFollowing?.()
    this.#ports.lock.close()
    this.#ports.watermark.close()
  }

  /** Costs rise over the years; a vault that was just opened is brought up to date with the password at hand. */
  async #strengthen(password: Secret): Promise<void> {
    const opened = this.#state.contents.header
    if (!isWeaker(opened.kdf, this.#cost)) return
    try {
      // Unless someone else did it meanwhile, or changed the password.
      await this.#rewrap(password, (header) => header.key === opened.key)
    } catch {
      // Opening must not fail for it, on a read-only disk say: the next opening tries again.
    }
  }

  #rewrap(password: Secret, wanted: (header: VaultHeader) => boolean): Promise<void> {
    return this.#ports.lock.hold(async () => {
      await this.#state.refresh()
      const { contents, records } = this.#state
      const { header } = contents
      if (!wanted(header)) return
      const cost = strongerOf(header.kdf, this.#cost)
      const rewrapped = await wrapDataKey(this.#dataKey, header.id, password, cost, this.#ports)
      await this.#commit(rewrapped, new Draft(contents, records))
    })
  }

  #commit(header: VaultHeader, draft: Draft): Promise<void> {
    // An older copy, from before the first key, learns of it again.
    if (this.#state.keysExist && draft.find('mark', 'keys_exist') === undefined) {
      draft.put('mark', { id: this.#ports.random.uuid(), name: 'keys_exist' })
    }
    return this.#state.commit(header, draft.all)
  }
}
