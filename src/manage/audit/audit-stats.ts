import type { AuditStats, Counts } from '../../ports/audit-desk.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import type { AuditFilter } from './audit-filter.ts'
import { auditRecords } from './audit-records.ts'
import type { BlockIndex } from './block-index.ts'

const HOUR_MS = 3_600_000
/** Names counted apart, of each kind; the others are counted together. */
const MOST_NAMES = 1000
export const OTHERS = '(others)'

class Tally {
  readonly #counts = new Map<string, number>()

  add(name: string | null): void {
    if (name === null) return
    const slot = this.#counts.has(name) || this.#counts.size < MOST_NAMES ? name : OTHERS
    this.#counts.set(slot, (this.#counts.get(slot) ?? 0) + 1)
  }

  /** The most frequent first. */
  counts(): Counts {
    return Object.fromEntries([...this.#counts].sort((one, other) => other[1] - one[1]))
  }
}

/** Counts the records that are asked for. Reads all of them. Throws `storage_error`. */
export async function auditStats(
  store: AuditStore,
  index: BlockIndex,
  filter: AuditFilter,
  now: number,
): Promise<AuditStats> {
  const tallies = {
    decision: new Tally(),
    credential: new Tally(),
    key: new Tally(),
    error: new Tally(),
    surface: new Tally(),
    day: new Tally(),
  }
  const thisHour = Math.floor(now / HOUR_MS)
  const lastDay = Array.from({ length: 24 }, (_, i) => ({
    hour: (thisHour - 23 + i) * HOUR_MS,
    allowed: 0,
    denied: 0,
  }))
  const day = dayNames()
  let total = 0
  for await (const record of auditRecords(store, index, filter, { newestFirst: true })) {
    total++
    tallies.decision.add(record.decision)
    tallies.credential.add(record.credential)
    tallies.key.add(record.key)
    tallies.error.add(record.error ?? record.result?.error ?? null)
    tallies.surface.add(record.surface)
    tallies.day.add(day(record.time))
    const slot = lastDay[Math.floor(record.time / HOUR_MS) - thisHour + 23]
    if (slot !== undefined) slot[record.decision === 'allow' ? 'allowed' : 'denied']++
  }
  const counts = Object.entries(tallies).map(([name, tally]) => [name, tally.counts()] as const)
  return { total, ...(Object.fromEntries(counts) as Record<keyof typeof tallies, Counts>), lastDay }
}

/** Remembers the last: neighbours share a day. */
function dayNames(): (time: number) => string {
  let day = Number.NaN
  let name = ''
  return (time) => {
    const its = Math.floor(time / (24 * HOUR_MS))
    if (its !== day) {
      day = its
      name = new Date(time).toISOString().slice(0, 10)
    }
    return name
  }
}
