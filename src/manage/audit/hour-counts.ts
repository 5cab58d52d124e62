import { HOUR_MS } from '../../domain/audit-chain/block.ts'
import type { AuditStats, Counts } from '../../ports/audit-desk.ts'
import { Tally } from './tally.ts'

const HOURS = 24

/** Records counted by hour, allowed and refused apart. Hours are those since the epoch. */
export class HourCounts {
  readonly #hours = new Map<number, { allowed: number; denied: number }>()
  total = 0

  add(hour: number, decision: 'allow' | 'deny', count: number): void {
    this.total += count
    let its = this.#hours.get(hour)
    if (its === undefined) this.#hours.set(hour, (its = { allowed: 0, denied: 0 }))
    its[decision === 'allow' ? 'allowed' : 'denied'] += count
  }

  /** By the day's date, UTC. */
  days(): Counts {
    const days = new Tally()
    for (const [hour, { allowed, denied }] of this.#hours)
      days.add(new Date(hour * HOUR_MS).toISOString().slice(0, 10), allowed + denied)
    return days.counts()
  }

  lastDay(now: number): AuditStats['lastDay'] {
    const oldest = Math.floor(now / HOUR_MS) - HOURS + 1
    return Array.from({ length: HOURS }, (_, i) => {
      const { allowed, denied } = this.#hours.get(oldest + i) ?? { allowed: 0, denied: 0 }
      return { hour: (oldest + i) * HOUR_MS, allowed, denied }
    })
  }
}
