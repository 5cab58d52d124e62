import type { AuditSubject } from '../domain/audit-event.ts'
import type { BoundOrigin } from '../domain/bound-origin.ts'
import type { Principal } from '../domain/principal.ts'
import type { RecordedRequest } from '../domain/recorded-request.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyUsage } from '../ports/key-usage.ts'
import type { Random } from '../ports/random.ts'
import type { TokenHash } from '../ports/token-hash.ts'
import type { Vault } from '../vault/vault.ts'

/** Who asks for an act, and through which door. */
export interface Caller extends Pick<AuditSubject, 'surface' | 'ip'> {
  /** As the gate of the request path found it out. */
  readonly principal: Principal
  /** Of the request that asks, where there is one: the act is recorded under it. */
  readonly requestId?: string
}

/** The owner at the terminal. */
export const OWNER_AT_TERMINAL: Caller = { surface: 'cli', principal: { kind: 'owner' }, ip: null }

/** What is needed to record an act. */
export interface Recording {
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
  readonly caller: Caller
  /** The request that an act is about, if it is about one (`access.check`). */
  readonly request?: RecordedRequest
}

/** What every act of the control plane needs. */
export interface Management extends Recording {
  readonly vault: Vault
  readonly usage: KeyUsage
  readonly tokenHash: TokenHash
  /**
   * Reads an origin as the owner writes it (`api.example.com`, `http://127.0.0.1:9000`, `*.example.com`).
   * `addresses`: CIDR blocks outside the public Internet it may resolve to. Throws `invalid_request`.
   * Asynchronous so that the list of public suffixes is loaded only by acts that bind.
   */
  parseOrigin(text: string, addresses: readonly string[]): Promise<BoundOrigin>
}
