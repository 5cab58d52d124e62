import { joinRecord, type AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { readEvent } from '../../domain/audit-chain/event-text.ts'
import type { AuditEntry } from '../../domain/audit-event.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import { matchesFilter, type AuditFilter } from './audit-filter.ts'

const SLICE = 512

export interface Following {
  /** Events after this sequence; the newest of now where it is left out. */
  readonly after?: number | undefined
  /** Waits until it is worth looking again; resolves to `false` when nobody listens any more. */
  readonly wait: () => Promise<boolean>
}

/**
 * Requests as they end, and refusals as they happen, of all processes, until `wait` says to stop. A request that
 * was under way when this began is told when it ends. Throws `storage_error`.
 */
export async function* followAudit(
  store: AuditStore,
  filter: AuditFilter,
  { after, wait }: Following,
): AsyncGenerator<AuditRecord, void> {
  let next = (after ?? (await store.extent()).last?.sequence ?? 0) + 1
  const open = new Map<number, AuditEntry>()
  for (;;) {
    const rows = await store.rows(next, SLICE)
    for (const { sequence, event: text } of rows) {
      next = sequence + 1
      const event = readEvent(text)
      if (event?.type === 'entry') {
        if (event.entry.decision === 'allow') open.set(sequence, event.entry)
        else if (matchesFilter(filter, joinRecord(sequence, event.entry, null)))
          yield joinRecord(sequence, event.entry, null)
      } else if (event?.type === 'result' && event.intent !== null) {
        const entry = open.get(event.intent) ?? (await intentAt(store, event.intent))
        open.delete(event.intent)
        if (entry === undefined) continue
        const record = joinRecord(event.intent, entry, event.result)
        if (matchesFilter(filter, record)) yield record
      }
    }
    if (rows.length < SLICE && !(await wait())) return
  }
}

async function intentAt(store: AuditStore, sequence: number): Promise<AuditEntry | undefined> {
  const [row] = await store.rows(sequence, 1)
  const event = row?.sequence === sequence ? readEvent(row.event) : undefined
  return event?.type === 'entry' ? event.entry : undefined
}
