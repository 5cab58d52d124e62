import type { Secret } from '../domain/secret.ts'
import type { AdminAccount } from './installation.ts'

/** The account of the web UI (`admin.json`). */
export interface AdminAccounts {
  /**
   * The account as it is now; `undefined`: there is none. Throws `storage_error` on one that cannot be read, or that nobody who
   * could open the vault wrote.
   */
  read(): Promise<AdminAccount | undefined>
  /** Whole or not at all. Throws `storage_error`. */
  write(account: AdminAccount): Promise<void>
  /** Argon2id, as a PHC string. */
  hash(password: Secret): Promise<string>
  /**
   * Whether a password is that of a PHC string. One derivation at a time: each takes 64 MiB. `undefined` takes as long, and
   * is `false`.
   */
  verify(password: Secret, phc: string | undefined): Promise<boolean>
}
