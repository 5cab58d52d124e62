import type { BoundOrigin } from '../domain/bound-origin.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { Vault } from '../vault/vault.ts'

/** What every act of the control plane needs. */
export interface Management {
  readonly vault: Vault
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
  /**
   * Reads an origin as the owner writes it (`api.example.com`, `http://127.0.0.1:9000`, `*.example.com`).
   * `addresses`: CIDR blocks outside the public Internet it may resolve to. Throws `invalid_request`.
   * Asynchronous so that the list of public suffixes is loaded only by commands that bind.
   */
  parseOrigin(text: string, addresses: readonly string[]): Promise<BoundOrigin>
}
