import type { AuditEntry } from '../domain/audit-event.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Permit } from './permit.ts'
import { auditSubject } from './audit-subject.ts'
import type { Recorded } from './stages.ts'

/**
 * Step 7: what is about to be done stands in the audit log before the secret is touched.
 * Throws `audit_unavailable`.
 */
export async function recordIntent(permit: Permit, audit: AuditLog, clock: Clock): Promise<Recorded> {
  const { received, principal } = permit.request
  const entry: AuditEntry = {
    ...auditSubject(received.inbound, received, principal),
    time: clock.now(),
    decision: 'allow',
    error: null,
    ...permit.decided,
  }
  try {
    await audit.record(entry)
  } catch (thrown) {
    permit.forgo()
    throw thrown
  }
  return { permit } as Recorded
}
