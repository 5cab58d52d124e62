import type { Vouching } from './vouching.ts'

/** Where one installation lives; all absolute paths. */
export interface InstallationPaths {
  /** The configuration file in use, or where `init` would write one. */
  readonly configFile: string
  readonly configExists: boolean
  /** 0700; holds the vault, `admin.json`, `state.db`. */
  readonly dataDir: string
  readonly vaultFile: string
  readonly adminFile: string
}

/** The files of one installation, besides the vault itself. Throws `storage_error`. */
export interface Installation {
  readonly paths: InstallationPaths
  /** What is there already. */
  present(): Promise<{ readonly config: boolean; readonly vault: boolean; readonly admin: boolean }>
  /** Makes the data folder, 0700 from creation. */
  makeDataDir(): Promise<void>
  /** Finds out, by writing beside it, whether a file could be written; makes the folders it needs, leaves no file. */
  tryWriting(file: 'admin' | 'config'): Promise<void>
  /** Writes `admin.json`, whole or not at all, 0600, with a seal by the vault it is the account of. */
  writeAdmin(admin: AdminAccount, vouching: Vouching): Promise<void>
  /**
   * Writes the configuration, whole or not at all, 0600. One that is there already is kept under a new name,
   * which is answered; else `null`.
   */
  writeConfig(text: string): Promise<string | null>
}

/** The web UI's account. */
export interface AdminAccount {
  readonly username: string
  /** PHC string, Argon2id. */
  readonly passwordHash: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
}
