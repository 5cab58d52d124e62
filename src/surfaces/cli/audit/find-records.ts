import type { AuditRecord } from '../../../domain/audit-chain/audit-record.ts'
import { MOST_RECORDS, type AuditDesk, type AuditQuery } from '../../../ports/audit-desk.ts'

interface Found {
  /** Newest first. */
  readonly records: readonly AuditRecord[]
  /** There are more. */
  readonly more: boolean
  /** Following from here misses nothing. */
  readonly position: number
}

/** The newest records that are asked for, page by page. */
export async function findRecords(desk: AuditDesk, query: AuditQuery, most: number): Promise<Found> {
  const records: AuditRecord[] = []
  let before: number | undefined
  let position: number | undefined
  for (;;) {
    // Of none at all the position is still asked for.
    const limit = Math.max(1, Math.min(MOST_RECORDS, most - records.length))
    const page = await desk.search(query, { limit, before })
    position ??= page.position
    records.push(...page.records.slice(0, most - records.length))
    if (page.next === null || records.length >= most) return { records, more: page.next !== null, position }
    before = page.next
  }
}
