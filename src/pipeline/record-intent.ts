import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import { auditEntry } from './audit-entry.ts'
import type { Permit } from './permit.ts'
import type { Recorded } from './stages.ts'

/**
 * Step 7: what is about to be done stands in the audit log before the secret is touched.
 * Throws `audit_unavailable`.
 */
export function recordIntent(permit: Permit, audit: AuditLog, clock: Clock): Promise<Recorded> {
  const { received, principal } = permit.request
  const { policy, rule } = permit.decided
  const entry = auditEntry(
    { inbound: received.inbound, received, principal },
    { time: clock.now(), decision: 'allow', error: null, policy, rule },
  )
  return audit.record(entry).then(
    () => ({ permit }) as Recorded,
    (thrown: unknown) => {
      permit.forgo()
      throw thrown
    },
  )
}
