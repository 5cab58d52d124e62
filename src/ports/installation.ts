/** The files of one installation, besides what is sealed in the vault. Throws `storage_error`. */
export interface Installation {
  /** All absolute paths. */
  readonly paths: {
    readonly configFile: string
    readonly dataDir: string
    readonly vaultFile: string
    readonly adminFile: string
  }
  /** What is there already. */
  present(): Promise<{ readonly config: boolean; readonly vault: boolean; readonly admin: boolean }>
  /** Makes the data folder, 0700 from creation. */
  makeDataDir(): Promise<void>
  /** Puts the present vault file out of the way under a new name, never overwriting one; answers that path. */
  setVaultAside(): Promise<string>
  /** Puts a set-aside vault back, if none stands in its place. */
  restoreVault(backup: string): Promise<void>
  /** Writes `admin.json`, whole or not at all, 0600. */
  writeAdmin(admin: AdminAccount): Promise<void>
  /** Writes the configuration, whole or not at all, 0600; a present one is kept beside it with `.bak` added. */
  writeConfig(text: string): Promise<void>
}

/** The web UI's account. */
export interface AdminAccount {
  readonly username: string
  /** PHC string, Argon2id. */
  readonly passwordHash: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
}
