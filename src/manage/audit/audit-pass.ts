import { joinRecord, type AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { BLOCK_ROWS, blockOf, firstOf, lastOf } from '../../domain/audit-chain/block.ts'
import type { AuditRow } from '../../domain/audit-chain/chain.ts'
import { readEvent } from '../../domain/audit-chain/event-text.ts'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import { matchesFilter, shownBy, type AuditFilter } from './audit-filter.ts'
import type { BlockIndex } from './block-index.ts'
import type { BlockSearch } from './block-search.ts'
import type { KnownBlock } from './known-block.ts'
import type { LateError } from './late-results.ts'

/** What is in a block, read: its intents and refusals in order, and its results by the row they answer. */
interface Events {
  readonly entries: readonly (readonly [number, AuditEntry])[]
  readonly results: ReadonlyMap<number, AuditResult>
}

function eventsOf(rows: readonly AuditRow[]): Events {
  const entries: [number, AuditEntry][] = []
  const results = new Map<number, AuditResult>()
  for (const { sequence, event: text } of rows) {
    const event = readEvent(text)
    if (event?.type === 'entry') entries.push([sequence, event.entry])
    else if (event?.type === 'result' && event.intent !== null) results.set(event.intent, event.result)
  }
  return { entries, results }
}

/** Blocks that were read and are kept, for the results of those beside them. */
const KEPT = 4
/** Blocks that are passed over before others get their turn. */
const PASSED = 1024

export interface Order {
  readonly newestFirst: boolean
  /** Only records before this sequence (newest first) or after it (oldest first). */
  readonly from?: number | undefined
}

/** What a log holds at one moment, block by block. */
export class AuditPass {
  readonly first: number
  /** The newest block, which still grows and is always read. */
  readonly last: number
  readonly #store: AuditStore
  readonly #index: BlockIndex
  readonly #growing: Events
  /** Of the requests that ended in the newest block with an error, by their block. */
  readonly #lately = new Map<number, LateError[]>()
  readonly #read = new Map<number, Events>()

  private constructor(store: AuditStore, index: BlockIndex, growing: Events, first: number, last: number) {
    this.#store = store
    this.#index = index
    this.#growing = growing
    this.first = first
    this.last = last
    for (const [intent, { error }] of growing.results) {
      const block = blockOf(intent)
      if (error === null || block === last) continue
      const known = this.#lately.get(block)
      if (known === undefined) this.#lately.set(block, [{ intent, error }])
      else known.push({ intent, error })
    }
  }

  static async begin(store: AuditStore, index: BlockIndex): Promise<AuditPass> {
    const { first, last } = await index.range()
    const growing = eventsOf(await store.rows(firstOf(last), BLOCK_ROWS * 2))
    return new AuditPass(store, index, growing, first, last)
  }

  /**
   * The blocks that may hold what is asked for, from this one on. Those that nobody has read up yet are, and all after
   * `from` before any is given: results are in the block of their request or a later one.
   */
  async *blocks(search: BlockSearch, { newestFirst, from }: Order, error?: string): AsyncGenerator<number> {
    const { first, last } = this
    const at = (sequence: number): number => Math.min(last, Math.max(first, blockOf(sequence)))
    const begin = from === undefined ? (newestFirst ? last : first) : at(from)
    for (let block = last - 1; block > begin || (!newestFirst && block >= begin); block--)
      if (!this.#index.late.has(block)) await this.#index.block(block)
    let passed = 0
    for (let block = begin; block >= first && block <= last; block += newestFirst ? -1 : 1) {
      if (block === last) yield block
      else {
        const known = this.#index.known(block) ?? (await this.#index.block(block))
        const late = (): boolean => this.lateErrors(block).some((one) => one.error === error)
        if (search.mayHold(known, late)) yield block
      }
      if (++passed % PASSED === 0) await new Promise((resolve) => setTimeout(resolve, 0))
    }
    await this.#index.keep()
  }

  /** Of a block's requests: those that ended with an error in a later one. */
  lateErrors(block: number): readonly LateError[] {
    const lately = this.#lately.get(block)
    const late = this.#index.late.errors(block)
    return lately === undefined ? late : [...late, ...lately]
  }

  /** What is in short of a block, if that is known. */
  summary(block: number): KnownBlock | undefined {
    return block === this.last ? undefined : this.#index.known(block)
  }

  /** The records of a block that are asked for. */
  async *records(block: number, filter: AuditFilter, order: Order): AsyncGenerator<AuditRecord, void> {
    const begun: AuditFilter = { ...filter, error: undefined }
    const { newestFirst, from } = order
    const inOrder = (sequence: number): boolean =>
      from === undefined || (newestFirst ? sequence < from : sequence > from)
    const { entries, results } = await this.#events(block)
    for (const [sequence, entry] of newestFirst ? entries.toReversed() : entries) {
      if (!inOrder(sequence) || !matchesFilter(begun, joinRecord(sequence, entry, null))) continue
      const near = results.get(sequence) ?? this.#growing.results.get(sequence)
      const result = near ?? (entry.decision === 'allow' ? await this.#farResult(sequence) : null)
      const shown = shownBy(filter, joinRecord(sequence, entry, result))
      if (shown !== undefined) yield shown
    }
  }

  async #events(block: number): Promise<Events> {
    if (block === this.last) return this.#growing
    const known = this.#read.get(block)
    if (known !== undefined) return known
    const rows = await this.#store.rows(firstOf(block), BLOCK_ROWS)
    const events = eventsOf(rows.filter(({ sequence }) => sequence <= lastOf(block)))
    const [oldest] = this.#read.keys()
    if (this.#read.size >= KEPT && oldest !== undefined) this.#read.delete(oldest)
    this.#read.set(block, events)
    return events
  }

  /** Mostly in the block after, which is then read at once for all of them. */
  async #farResult(intent: number): Promise<AuditResult | null> {
    const row = this.#index.late.row(intent)
    if (row === undefined) return null
    return (await this.#events(blockOf(row))).results.get(intent) ?? null
  }
}
