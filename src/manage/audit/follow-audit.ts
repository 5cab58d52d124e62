import { joinRecord, type AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { readEvent, type ChainEvent } from '../../domain/audit-chain/event-text.ts'
import type { AuditEntry } from '../../domain/audit-event.ts'
import type { FollowedRecord } from '../../ports/audit-desk.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import { shownBy, type AuditFilter } from './audit-filter.ts'

const SLICE = 512
/** Requests under way that are remembered; others are looked up when they end. */
const MOST_OPEN = 10_000

export interface Following {
  /** Events after this sequence; the newest of now where it is left out. */
  readonly after?: number | undefined
  /** Waits until it is worth looking again; resolves to `false` when nobody listens any more. */
  readonly wait: () => Promise<boolean>
}

/**
 * Requests as they end, and refusals as they happen, of all processes, until `wait` says to stop; `null` each time
 * before it waits. A request that was under way when this began is told when it ends. Throws `storage_error`.
 */
export async function* followAudit(
  store: AuditStore,
  filter: AuditFilter,
  { after, wait }: Following,
): AsyncGenerator<FollowedRecord | null, void> {
  let next = (after ?? (await store.extent()).last?.sequence ?? 0) + 1
  const open = new Map<number, AuditEntry>()
  for (;;) {
    const rows = await store.rows(next, SLICE)
    for (const { sequence, event: text } of rows) {
      next = sequence + 1
      const record = await ended(store, open, sequence, readEvent(text))
      const shown = record === undefined ? undefined : shownBy(filter, record)
      if (shown !== undefined) yield { position: sequence, record: shown }
    }
    if (rows.length === SLICE) continue
    yield null
    if (!(await wait())) return
  }
}

/** The record that ends with this event, if one does. */
async function ended(
  store: AuditStore,
  open: Map<number, AuditEntry>,
  sequence: number,
  event: ChainEvent | undefined,
): Promise<AuditRecord | undefined> {
  if (event?.type === 'entry') {
    if (event.entry.decision === 'deny') return joinRecord(sequence, event.entry, null)
    if (open.size < MOST_OPEN) open.set(sequence, event.entry)
  }
  if (event?.type !== 'result' || event.intent === null) return undefined
  const entry = open.get(event.intent) ?? (await intentAt(store, event.intent))
  open.delete(event.intent)
  return entry === undefined ? undefined : joinRecord(event.intent, entry, event.result)
}

async function intentAt(store: AuditStore, sequence: number): Promise<AuditEntry | undefined> {
  const [row] = await store.rows(sequence, 1)
  const event = row?.sequence === sequence ? readEvent(row.event) : undefined
  return event?.type === 'entry' ? event.entry : undefined
}
