import type { AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { MOST_RECORDS, type AuditPage, type AuditPaging } from '../../ports/audit-desk.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import type { AuditFilter } from './audit-filter.ts'
import { auditRecords } from './audit-records.ts'
import type { BlockIndex } from './block-index.ts'

/** The newest records that are asked for, before `before` (a sequence). `limit`: 1 to 1000. Throws `invalid_request`, `storage_error`. */
export async function searchAudit(
  store: AuditStore,
  index: BlockIndex,
  filter: AuditFilter,
  { limit, before }: AuditPaging,
): Promise<AuditPage> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_RECORDS)
    throw new VultrinoError('invalid_request', { reason: `limit must be 1 to ${MOST_RECORDS}` })
  const position = (await store.extent()).last?.sequence ?? 0
  const records: AuditRecord[] = []
  for await (const record of auditRecords(store, index, filter, { newestFirst: true, from: before })) {
    if (records.length === limit) return { records, next: records.at(-1)?.sequence ?? null, position }
    records.push(record)
  }
  return { records, next: null, position }
}
