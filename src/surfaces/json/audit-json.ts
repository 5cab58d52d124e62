import { FAULTS } from '../../domain/audit-chain/chain-check.ts'
import { recordFields } from '../../domain/audit-chain/record-fields.ts'
import type { AuditPage, AuditStats, Verdict } from '../../ports/audit-desk.ts'

/** The audit log's answers, named as in the HTTP API. */
export const pageJson = ({ records, next, position }: AuditPage): object => ({
  records: records.map(recordFields),
  next,
  position,
})

export const statsJson = ({ lastDay, ...counts }: AuditStats): object => ({
  ...counts,
  last_day: lastDay.map(({ hour, allowed, denied }) => ({
    hour: new Date(hour).toISOString(),
    allowed,
    denied,
  })),
})

export function verdictJson(verdict: Verdict): object {
  const { log } = verdict
  if (verdict.intact) {
    const { rows, first, last, signed, open } = verdict.summary
    const whole = { rows, first, last: last.sequence, signed, open, removed_up_to: verdict.removedUpTo }
    return { intact: true, log, ...whole, broken_at: null, fault: null, reason: null }
  }
  const { sequence, fault, after } = verdict.finding
  const unknown = { rows: null, first: null, last: null, open: null, removed_up_to: null }
  const broken = { broken_at: sequence, fault, reason: FAULTS[fault] }
  return { intact: false, log, ...unknown, signed: after, ...broken }
}
