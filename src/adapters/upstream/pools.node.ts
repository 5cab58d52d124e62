import type { Pool as UndiciPool } from 'undici'
import type { UpstreamStats } from '../../ports/upstream.ts'
import type { Target } from '../../domain/target.ts'
import { Pool } from './undici.node.ts'

interface Entry {
  readonly pool: UndiciPool
  /** When it was last asked for, in requests. */
  used: number
}

/** Connection pools by origin and permitted addresses; the one longest unused makes room for a new one. */
export class Pools {
  readonly #entries = new Map<string, Entry>()
  readonly #closing = new Set<Promise<void>>()
  readonly #most: number
  readonly #options: (target: Target, permitted: readonly string[]) => UndiciPool.Options
  #clock = 0

  constructor(most: number, options: (target: Target, permitted: readonly string[]) => UndiciPool.Options) {
    this.#most = most
    this.#options = options
  }

  /** A connection that was allowed for one binding is never lent to another that names other addresses. */
  for(target: Target, permitted: readonly string[]): UndiciPool {
    const key = permitted.length === 0 ? target.origin : `${target.origin} ${permitted.join(' ')}`
    const known = this.#entries.get(key)
    this.#clock += 1
    if (known !== undefined) {
      known.used = this.#clock
      return known.pool
    }
    if (this.#entries.size >= this.#most) this.#evict()
    const pool = new Pool(target.origin, this.#options(target, permitted))
    this.#entries.set(key, { pool, used: this.#clock })
    return pool
  }

  stats(): UpstreamStats {
    const all = [...this.#entries.values()].map(({ pool }) => pool.stats)
    const sum = (name: 'connected' | 'free' | 'running' | 'queued'): number =>
      all.reduce((total, stats) => total + stats[name], 0)
    return {
      pools: all.length,
      connected: sum('connected'),
      free: sum('free'),
      running: sum('running'),
      queued: sum('queued'),
    }
  }

  /** Lets requests under way end, then closes every connection. */
  async close(): Promise<void> {
    for (const { pool } of this.#entries.values()) this.#close(pool)
    this.#entries.clear()
    await Promise.all(this.#closing)
  }

  #evict(): void {
    let oldest: [string, Entry] | undefined
    for (const row of this.#entries) if (oldest === undefined || row[1].used < oldest[1].used) oldest = row
    if (oldest === undefined) return
    this.#entries.delete(oldest[0])
    this.#close(oldest[1].pool)
  }

  #close(pool: UndiciPool): void {
    const closed = pool.close().finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }
}
