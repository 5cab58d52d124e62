/** So much of something in a period, which begins with the first of it. */
export interface AllowanceLimits {
  /** For each name. */
  readonly each: number
  /** For all names together. */
  readonly all: number
  readonly periodMs: number
}

interface Used {
  readonly since: number
  count: number
}

/** What names may have. Many names are no way around it, nor do they take memory: no more are known than `all`. */
export class Allowances {
  readonly #limits: AllowanceLimits
  readonly #used = new Map<string, Used>()
  #all: Used = { since: -Infinity, count: 0 }

  constructor(limits: AllowanceLimits) {
    this.#limits = limits
  }

  /** Whether there is one more for this name, which is then used. `now`: milliseconds of a clock that only goes forward. */
  take(name: string, now: number): boolean {
    const { each, all, periodMs } = this.#limits
    if (now - this.#all.since >= periodMs) {
      this.#all = { since: now, count: 0 }
      for (const [one, { since }] of this.#used) if (now - since >= periodMs) this.#used.delete(one)
    }
    if (this.#all.count >= all) return false
    let used = this.#used.get(name)
    if (used === undefined || now - used.since >= periodMs) {
      used = { since: now, count: 0 }
      this.#used.set(name, used)
    }
    if (used.count >= each) return false
    used.count++
    this.#all.count++
    return true
  }
}
