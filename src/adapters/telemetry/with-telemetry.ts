import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { Observer } from '../../ports/telemetry.ts'

/**
 * The audit log, watched: whatever passes through it is counted, once it has taken it. Everything that this product
 * does passes there, so nothing else has to be watched.
 */
export function withTelemetry(audit: AuditLog, observer: Observer): AuditLog {
  return {
    record: (entry: AuditEntry): Promise<void> =>
      audit.record(entry).then(
        () => observer.recorded(entry),
        (thrown: unknown) => {
          observer.auditFailed()
          throw thrown
        },
      ),
    complete(result: AuditResult): void {
      audit.complete(result)
      observer.completed(result)
    },
    close: () => audit.close(),
  }
}
