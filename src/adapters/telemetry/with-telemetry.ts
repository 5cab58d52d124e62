import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { Observer } from '../../ports/telemetry.ts'

/**
 * The audit log, watched: whatever passes through it is counted, once it has taken it. Everything that this product
 * does passes there, so nothing else has to be watched.
 */
export function withTelemetry(audit: AuditLog, observer: Observer): AuditLog {
  return {
    async record(entry: AuditEntry): Promise<void> {
      try {
        await audit.record(entry)
      } catch (thrown) {
        observer.auditFailed()
        throw thrown
      }
      observer.recorded(entry)
    },
    complete(result: AuditResult): void {
      audit.complete(result)
      observer.completed(result)
    },
    close: () => audit.close(),
  }
}
