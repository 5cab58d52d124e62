/** The vault's file as it was read, untrusted. */
export interface StoredVault {
  readonly bytes: Uint8Array
  /** Names this very content; another content has another revision. Opaque. */
  readonly revision: string
}

/**
 * Where the vault's one file lies. It keeps bytes and promises nothing about them: whoever can write here is an
 * adversary. All methods throw `VultrinoError('storage_error')` when the place itself fails. `replace` and
 * `backUp` are called only while the write lock is held.
 */
export interface VaultStore {
  /** For messages. */
  readonly location: string
  /** `undefined` if there is no vault. */
  read(): Promise<StoredVault | undefined>
  /** The revision of what is there now, without reading it all; `undefined` if there is no vault. */
  revision(): Promise<string | undefined>
  /**
   * Puts `text` in the place of the vault, all of it or nothing: at any moment, a power cut included, a reader
   * sees the old or the new. Resolves, to the new revision, when it would survive a power cut.
   */
  replace(text: string): Promise<string>
  /** Copies the vault aside, durably; resolves to where. `label` is part of a file name. */
  backUp(label: string): Promise<string>
  /** Calls `look` whenever the vault may have changed: within half a second of a change. Returns what ends it. */
  watch(look: () => void): () => void
}
