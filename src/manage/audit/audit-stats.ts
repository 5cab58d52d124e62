import type { AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { firstOf, HOUR_MS } from '../../domain/audit-chain/block.ts'
import { timesOf } from '../../domain/audit-event.ts'
import type { AuditStats } from '../../ports/audit-desk.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import { shownBy, type AuditFilter } from './audit-filter.ts'
import { AuditPass } from './audit-pass.ts'
import type { BlockIndex } from './block-index.ts'
import { BlockSearch } from './block-search.ts'
import { HourCounts } from './hour-counts.ts'
import { openCell, Shapes, type KnownBlock, type KnownShape } from './known-block.ts'
import type { LateError } from './late-results.ts'
import { Tally } from './tally.ts'

/**
 * Counts the records that are asked for. Whole blocks are counted by their summaries; read are only those of which a
 * part is asked for, or whose summary does not say what is. Throws `storage_error`.
 */
export async function auditStats(
  store: AuditStore,
  index: BlockIndex,
  filter: AuditFilter,
  now: number,
): Promise<AuditStats> {
  const search = new BlockSearch(filter)
  const pass = await AuditPass.begin(store, index)
  const counts = new StatsCount(filter)
  for await (const block of pass.blocks(search, { newestFirst: true }, filter.error)) {
    const known = pass.summary(block)
    if (known !== undefined && search.isCountable(known))
      counts.addBlock(known, firstOf(block), pass.lateErrors(block))
    else
      for await (const record of pass.records(block, filter, { newestFirst: true })) counts.addRecord(record)
  }
  return counts.stats(now)
}

/** By the number of a shape: what is shown of it (`null`: nothing, it is not asked for), and how many there were. */
type ShapeCounts = ({ readonly shown: AuditRecord | null; count: number } | undefined)[]

/** What is counted for one question. */
class StatsCount {
  readonly #filter: AuditFilter
  readonly #shapes: ShapeCounts = []
  /** For what ended with an error only later. */
  readonly #ended = new Shapes()
  readonly #endedCounts: ShapeCounts = []
  readonly #tallies = {
    decision: new Tally(),
    credential: new Tally(),
    key: new Tally(),
    error: new Tally(),
    surface: new Tally(),
  }
  readonly #hours = new HourCounts()

  constructor(filter: AuditFilter) {
    // What is counted by shape was found to be of the time that is asked for.
    this.#filter = { ...filter, since: undefined, until: undefined }
  }

  addRecord(record: AuditRecord): void {
    const times = timesOf(record)
    this.#tally(record, times)
    this.#hours.add(Math.floor(record.time / HOUR_MS), record.decision, times)
  }

  addBlock(block: KnownBlock, first: number, late: readonly LateError[]): void {
    const { shapes, hours, counts } = block
    for (let i = 0; i < shapes.length; i++)
      this.#addShape(this.#shapes, shapes[i], hours[i] ?? 0, counts[i] ?? 0)
    for (const { intent, error } of late) {
      const cell = openCell(block, intent - first)
      const known = cell === undefined ? undefined : shapes[cell]
      if (cell === undefined || known === undefined) continue
      const hour = hours[cell] ?? 0
      this.#addShape(this.#shapes, known, hour, -1)
      this.#addShape(this.#endedCounts, this.#ended.of({ ...known.shape, error }), hour, 1)
    }
  }

  #addShape(all: ShapeCounts, known: KnownShape | undefined, hour: number, count: number): void {
    if (known === undefined) return
    const its = (all[known.id] ??= { shown: shownBy(this.#filter, known.record) ?? null, count: 0 })
    if (its.shown === null) return
    its.count += count
    this.#hours.add(hour, its.shown.decision, count)
  }

  #tally(record: AuditRecord, count: number): void {
    this.#tallies.decision.add(record.decision, count)
    this.#tallies.credential.add(record.credential, count)
    this.#tallies.key.add(record.key, count)
    this.#tallies.error.add(record.error ?? record.result?.error ?? null, count)
    this.#tallies.surface.add(record.surface, count)
  }

  /** To be called once. `now`: milliseconds since the epoch. */
  stats(now: number): AuditStats {
    for (const all of [this.#shapes, this.#endedCounts])
      all.forEach((its) => {
        if (its !== undefined && its.shown !== null && its.count > 0) this.#tally(its.shown, its.count)
      })
    const { decision, credential, key, error, surface } = this.#tallies
    return {
      total: this.#hours.total,
      decision: decision.counts(),
      credential: credential.counts(),
      key: key.counts(),
      error: error.counts(),
      surface: surface.counts(),
      day: this.#hours.days(),
      lastDay: this.#hours.lastDay(now),
    }
  }
}
