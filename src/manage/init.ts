import type { Secret } from '../domain/secret.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { Installation } from '../ports/installation.ts'

export interface InitDeps {
  readonly installation: Installation
  /** Makes a new, empty vault at the installed path. Throws `vault_exists`, `storage_error`. */
  createVault(password: Secret): Promise<void>
  /** Argon2id of the admin password, with its parameters and salt, in the PHC string form. */
  hashPassword(password: Secret): Promise<string>
  /** Opens the audit log in the data folder, which exists by then. */
  openAudit(): Promise<AuditLog>
  readonly clock: Clock
  readonly random: Random
}
