import { NOBODY, type AuditEntry, type AuditResult } from '../../domain/audit-event.ts'
import { peerName } from '../../domain/peer-name.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { Random } from '../../ports/random.ts'
import { Allowances, type AllowanceLimits } from './allowances.ts'

export interface FoldLimits extends AllowanceLimits {
  /** Refusals that are counted wait so long for their row, milliseconds. */
  readonly windowMs: number
  /** Peers that have rows of their own in a window; those of all others are counted together. */
  readonly peers: number
}

const HOUR_MS = 3_600_000
const LIMITS: FoldLimits = { each: 100, all: 1000, periodMs: HOUR_MS, windowMs: 60_000, peers: 20 }

/** Refusals that will be one row. */
interface Fold {
  readonly first: AuditEntry
  ip: string | null
  count: number
  since: number
  time: number
}

/**
 * Keeps whoever has no key from filling the log: the first refusals of a peer in an hour have a row each, those after
 * them are counted, and each minute one row says how many there were. Whatever anybody did who was let in has its row.
 * What is counted is in memory until then; a crash loses it.
 */
export class FoldingAuditLog implements AuditLog {
  readonly #inner: AuditLog
  readonly #random: Random
  readonly #limits: FoldLimits
  readonly #allowances: Allowances
  #folds = new Map<string, Fold>()
  #peers = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(inner: AuditLog, random: Random, limits = LIMITS) {
    this.#inner = inner
    this.#random = random
    this.#limits = limits
    this.#allowances = new Allowances(limits)
  }

  record(entry: AuditEntry): Promise<void> {
    if (entry.principal !== 'none' || entry.decision !== 'deny') return this.#inner.record(entry)
    const peer = peerName(entry.ip)
    if (this.#allowances.take(peer, performance.now())) return this.#inner.record(entry)
    this.#fold(peer, { first: entry, ip: entry.ip, count: 1, since: entry.time, time: entry.time })
    return Promise.resolve()
  }

  complete(result: AuditResult): void {
    this.#inner.complete(result)
  }

  reopen(): void {
    this.#inner.reopen?.()
  }

  async close(): Promise<void> {
    await this.#write()
    clearTimeout(this.#timer)
    await this.#inner.close()
  }

  #fold(peer: string, more: Fold): void {
    const apart = this.#peers.has(peer) || this.#peers.size < this.#limits.peers
    if (apart) this.#peers.add(peer)
    const { surface, action, error } = more.first
    const key = JSON.stringify([apart ? peer : null, surface, action, error])
    const known = this.#folds.get(key)
    // A /64 may be one peer by many addresses.
    if (known !== undefined && known.ip !== more.ip && apart) known.ip = peer
    this.#keep(key, apart ? more : { ...more, ip: null })
  }

  #keep(key: string, more: Fold): void {
    const known = this.#folds.get(key)
    if (known === undefined) this.#folds.set(key, more)
    else {
      known.count += more.count
      known.since = Math.min(known.since, more.since)
      known.time = Math.max(known.time, more.time)
    }
    this.#timer ??= setTimeout(() => void this.#write(), this.#limits.windowMs).unref()
  }

  /** Never throws: what cannot be written is counted on. */
  async #write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const folds = this.#folds
    this.#folds = new Map()
    this.#peers = new Set()
    await Promise.all(
      Array.from(folds, ([key, fold]) =>
        this.#inner.record(this.#row(fold)).catch(() => this.#keep(key, fold)),
      ),
    )
  }

  #row({ first, ip, count, since, time }: Fold): AuditEntry {
    if (count === 1) return first
    const { surface, action, error } = first
    return {
      ...NOBODY,
      requestId: this.#random.uuid(),
      ...{ surface, ip, action, time, decision: 'deny', error },
      ...{ credential: null, method: null, url: null, policy: null, rule: null },
      folded: { count, since },
    }
  }
}
