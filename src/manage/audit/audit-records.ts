import { joinRecord, type AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { BLOCK_ROWS, blockOf, firstOf, lastOf } from '../../domain/audit-chain/block.ts'
import type { AuditRow } from '../../domain/audit-chain/chain.ts'
import { readEvent } from '../../domain/audit-chain/event-text.ts'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import { filterTerms, matchesFilter, shownBy, type AuditFilter } from './audit-filter.ts'
import type { BlockIndex } from './block-index.ts'

/** What is in a block, read: its intents and refusals in order, and its results by the row they answer. */
interface Events {
  readonly entries: readonly (readonly [number, AuditEntry])[]
  readonly results: ReadonlyMap<number, AuditResult>
}

export function eventsOf(rows: readonly AuditRow[]): Events {
  const entries: [number, AuditEntry][] = []
  const results = new Map<number, AuditResult>()
  for (const { sequence, event: text } of rows) {
    const event = readEvent(text)
    if (event?.type === 'entry') entries.push([sequence, event.entry])
    else if (event?.type === 'result' && event.intent !== null) results.set(event.intent, event.result)
  }
  return { entries, results }
}

export interface Order {
  readonly newestFirst: boolean
  /** Only records before this sequence (newest first) or after it (oldest first). */
  readonly from?: number | undefined
}

/** The records that are asked for, one by one; block by block, passing over those that cannot have any. */
export async function* auditRecords(
  store: AuditStore,
  index: BlockIndex,
  filter: AuditFilter,
  { newestFirst, from }: Order,
): AsyncGenerator<AuditRecord, void> {
  const { first, last } = await index.catchUp()
  const growing = eventsOf(await store.rows(firstOf(last), BLOCK_ROWS * 2))
  const late = filter.error === undefined ? undefined : lateBlocks(index, growing, filter.error)
  const terms = filterTerms(filter)
  const begun: AuditFilter = { ...filter, error: undefined }
  const wanted = (block: number): boolean => {
    if (!index.mayHold(block, filter, terms)) return false
    return filter.error === undefined || index.mayHoldError(block, filter.error) || late?.has(block) === true
  }
  const inOrder = (sequence: number): boolean =>
    from === undefined || (newestFirst ? sequence < from : sequence > from)

  let block = newestFirst ? last : first
  if (from !== undefined) block = newestFirst ? Math.min(last, blockOf(from)) : Math.max(first, blockOf(from))
  for (; block >= first && block <= last; block += newestFirst ? -1 : 1) {
    if (!wanted(block)) continue
    const rows = block === last ? undefined : await store.rows(firstOf(block), BLOCK_ROWS)
    const { entries, results } =
      rows === undefined ? growing : eventsOf(rows.filter(({ sequence }) => sequence <= lastOf(block)))
    for (const [sequence, entry] of newestFirst ? entries.toReversed() : entries) {
      if (!inOrder(sequence) || !matchesFilter(begun, joinRecord(sequence, entry, null))) continue
      const near = results.get(sequence) ?? growing.results.get(sequence)
      const result = near ?? (entry.decision === 'allow' ? await farResult(store, index, sequence) : null)
      const shown = shownBy(filter, joinRecord(sequence, entry, result))
      if (shown !== undefined) yield shown
    }
  }
}

/** Blocks with requests that ended with this error in a later block. */
function lateBlocks(index: BlockIndex, growing: Events, error: string): ReadonlySet<number> {
  const blocks = new Set(index.farErrors(error))
  for (const [intent, result] of growing.results) if (result.error === error) blocks.add(blockOf(intent))
  return blocks
}

async function farResult(store: AuditStore, index: BlockIndex, intent: number): Promise<AuditResult | null> {
  const row = index.farResult(intent)
  if (row === undefined) return null
  const [found] = await store.rows(row, 1)
  const event = found === undefined ? undefined : readEvent(found.event)
  return event?.type === 'result' && event.intent === intent ? event.result : null
}
