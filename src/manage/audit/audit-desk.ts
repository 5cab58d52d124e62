import type { AuditDesk, AuditQuery, Verdict } from '../../ports/audit-desk.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import type { Recording } from '../management.ts'
import { recorded } from '../recorded.ts'
import type { AuditFilter } from './audit-filter.ts'
import { auditSight } from './audit-sight.ts'
import { auditStats } from './audit-stats.ts'
import type { BlockIndex } from './block-index.ts'
import { exportAudit } from './export-audit.ts'
import { followAudit } from './follow-audit.ts'
import { recordedStream } from './recorded-stream.ts'
import { searchAudit } from './search-audit.ts'
import { verifyAudit, type Verifying } from './verify-audit.ts'

/** What the desk works with, whoever asks. */
export interface AuditReading {
  readonly store: AuditStore
  readonly index: BlockIndex
  /** How the log is verified: by the key in the vault. Throws what makes the vault unavailable. */
  readonly verifying: () => Promise<Verifying>
  /** Waits until it is worth looking for new rows; `false` once nobody listens any more. */
  readonly wait: (signal: AbortSignal) => Promise<boolean>
}

/** The audit log as `recording.caller` may see it. */
export function createAuditDesk(
  { store, index, verifying, wait }: AuditReading,
  recording: Recording,
): AuditDesk {
  const see = auditSight(recording.caller.principal)
  const seen = (query: AuditQuery): AuditFilter => ({ ...query, see })
  return {
    search: (query, paging) =>
      recorded(recording, 'audit.search', null, () => searchAudit(store, index, seen(query), paging)),
    follow: (query, { after, signal }) =>
      recordedStream(recording, 'audit.follow', () =>
        followAudit(store, seen(query), { after, wait: () => wait(signal) }),
      ),
    stats: (query) =>
      recorded(recording, 'audit.stats', null, () =>
        auditStats(store, index, seen(query), recording.clock.now()),
      ),
    export: (query, format) =>
      recordedStream(recording, 'audit.export', () => exportAudit(store, index, seen(query), format)),
    verify: (witnesses) =>
      recorded(recording, 'audit.verify', null, async (): Promise<Verdict> =>
        verifyAudit(store, { ...(await verifying()), witnesses }),
      ),
  }
}
