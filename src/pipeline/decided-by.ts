import type { AuditEntry } from '../domain/audit-event.ts'
import type { VultrinoError } from '../domain/errors.ts'

/** What decided, as the audit log has it. */
export type Decided = Pick<AuditEntry, 'policy' | 'rule'>

export const NOT_DECIDED: Decided = { policy: null, rule: null }

/** The policy and rule that an error names; both `null` where no policy refused. */
export function decidedBy({ details: { policy, rule } }: VultrinoError): Decided {
  return typeof policy === 'string' && typeof rule === 'string' ? { policy, rule } : NOT_DECIDED
}
