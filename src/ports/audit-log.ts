import type { AuditEntry, AuditResult } from '../domain/audit-event.ts'

/**
 * Where every use and every refusal is recorded. `record` resolves only when the entry is durable against a
 * crash of the process; it throws `VultrinoError('audit_unavailable')` when that cannot be had, and the caller
 * must then refuse. The one exception: a refusal of a caller without a valid key may be only counted, in memory, for a row
 * that says within a minute how many there were; a crash loses that count. Whatever is allowed is never counted so.
 * `complete` is called once per allowed request; it never throws (a failure surfaces on the next `record`).
 */
export interface AuditLog {
  record(entry: AuditEntry): Promise<void>
  complete(result: AuditResult): void
  /** Goes on with the files that have the names now, where others have moved them away. */
  reopen?(): void
  /** Writes what is pending. */
  close(): Promise<void>
}
