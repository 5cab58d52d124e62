import type { Counts } from '../../ports/audit-desk.ts'

/** Names counted apart, the most frequent; the others are counted together. */
const MOST_NAMES = 1000
/** More names than this are not told apart at all. */
const MOST_KNOWN = 65_536
export const OTHERS = '(others)'

/** Counts by name. */
export class Tally {
  readonly #counts = new Map<string, number>()
  #others = 0

  /** `null`: without a name, and not counted. */
  add(name: string | null, count: number): void {
    if (name === null) return
    const known = this.#counts.get(name)
    if (known === undefined && this.#counts.size >= MOST_KNOWN) this.#others += count
    else this.#counts.set(name, (known ?? 0) + count)
  }

  /** The most frequent first. */
  counts(): Counts {
    const all = [...this.#counts].filter(([, count]) => count > 0).sort((one, other) => other[1] - one[1])
    const others = all.slice(MOST_NAMES).reduce((sum, [, count]) => sum + count, this.#others)
    const named = all.slice(0, MOST_NAMES)
    return Object.fromEntries(others === 0 ? named : [...named, [OTHERS, others]])
  }
}
