import {
  BLOCK_ROWS,
  blockMayHold,
  blockOf,
  blockText,
  firstOf,
  readBlock,
  summarise,
  term,
  type Block,
} from '../../domain/audit-chain/block.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import { filterTerms, type AuditFilter } from './audit-filter.ts'

/** Summaries read at a time. */
const SLICE = 256

/**
 * What all blocks of a log say in short, in memory: about a kilobyte for 512 rows. Blocks that nobody has summarised
 * yet are, and kept in the store for the next to ask; where it takes nothing (a full disk), only here.
 */
export class BlockIndex {
  readonly #store: AuditStore
  readonly #blocks = new Map<number, Block>()
  /** Results that are in another block than their intent, by the intent. */
  readonly #far = new Map<number, number>()
  #next = 0

  constructor(store: AuditStore) {
    this.#store = store
  }

  /**
   * Takes in what was written since; gives the oldest block and the newest, whole or not (-1: none). The block that is still growing is not
   * in it, and is always read. A server may call this now and then, so that the first search finds it done; `rest` is
   * then waited for after each few thousand rows.
   */
  async catchUp(rest?: () => Promise<unknown>): Promise<{ readonly first: number; readonly last: number }> {
    const { first, last } = await this.#store.extent()
    if (last === null) return { first: 0, last: -1 }
    const oldest = blockOf(first)
    const whole = blockOf(last.sequence + 1)
    for (const block of this.#blocks.keys()) {
      if (block >= oldest) break
      this.#blocks.delete(block)
    }
    this.#next = Math.max(this.#next, oldest)
    await this.#load(whole)
    while (this.#next < whole) {
      await this.#make(whole)
      await rest?.()
    }
    return { first: oldest, last: blockOf(last.sequence) }
  }

  /** Whether a block may hold a record that is asked for. */
  mayHold(block: number, filter: AuditFilter, terms = filterTerms(filter)): boolean {
    const known = this.#blocks.get(block)
    if (known === undefined) return true
    if (filter.since !== undefined && known.to < filter.since) return false
    if (filter.until !== undefined && known.from >= filter.until) return false
    return blockMayHold(known, terms)
  }

  /** Whether results of this error are in the block itself; `true` where that is not known. */
  mayHoldError(block: number, error: string): boolean {
    const known = this.#blocks.get(block)
    return known === undefined || blockMayHold(known, [[term('error', error)]])
  }

  /** Blocks of the intents whose result, of this error, is in a later block. */
  farErrors(error: string): ReadonlySet<number> {
    const found = new Set<number>()
    for (const { far } of this.#blocks.values())
      for (const one of far) if (one.error === error) found.add(blockOf(one.intent))
    return found
  }

  /** Row of an intent's result, where it is in another block, and a whole one. */
  farResult(intent: number): number | undefined {
    return this.#far.get(intent)
  }

  /** Takes the summaries that are stored, as long as there is no gap. */
  async #load(whole: number): Promise<void> {
    while (this.#next < whole) {
      const stored = await this.#store.blocks(this.#next, SLICE)
      for (const { block, summary } of stored) {
        const read = readBlock(summary)
        if (block !== this.#next || block >= whole || read === undefined) return
        this.#take(read)
      }
      if (stored.length < SLICE) return
    }
  }

  async #make(whole: number): Promise<void> {
    const made = []
    while (this.#next < whole && made.length < 16) {
      const block = this.#next
      const rows = await this.#store.rows(firstOf(block), BLOCK_ROWS)
      const summary = summarise(rows.filter(({ sequence }) => blockOf(sequence) === block))
      made.push({ block, summary: blockText(summary) })
      this.#take(summary)
    }
    try {
      await this.#store.addBlocks(made)
    } catch {
      // They are known here; the next process makes them again.
    }
  }

  #take(block: Block): void {
    this.#blocks.set(this.#next++, block)
    for (const { intent, sequence } of block.far) this.#far.set(intent, sequence)
  }
}
