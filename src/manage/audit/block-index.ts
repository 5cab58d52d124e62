import { BLOCK_ROWS, blockOf, firstOf, summarise, type Block } from '../../domain/audit-chain/block.ts'
import { blockText, readBlock } from '../../domain/audit-chain/block-text.ts'
import type { AuditStore, StoredBlock } from '../../ports/audit-store.ts'
import { knownBlock, Shapes, type KnownBlock } from './known-block.ts'
import { LateResults } from './late-results.ts'

/** Summaries read at a time: less than five milliseconds. */
const SLICE = 32
/** Summaries made that are stored at a time. */
const MADE = 16

/** What is kept in memory; summaries that are older are read again when something is looked for in them. */
export interface IndexSize {
  readonly blocks: number
  readonly cells: number
}
/** Some 40 MB. */
const SIZE: IndexSize = { blocks: 16_384, cells: 500_000 }

export interface BlockRange {
  /** The oldest block. */
  readonly first: number
  /** The newest, which may still grow and is then not in the index; -1: there is none. */
  readonly last: number
}

/**
 * What the blocks of a log say in short, in memory: about two kilobytes for 512 rows. Blocks that nobody has summarised
 * yet are, and kept in the store for the next to ask; where it takes nothing (a full disk), only here.
 */
export class BlockIndex {
  readonly late = new LateResults()
  readonly #store: AuditStore
  readonly #size: IndexSize
  readonly #shapes = new Shapes()
  readonly #blocks = new Map<number, KnownBlock>()
  #cells = 0
  /** Older blocks are not kept. */
  #oldestKept = 0
  /** Blocks that are too old to be kept, read last. */
  #slice = new Map<number, KnownBlock>()
  readonly #underWay = new Map<number, Promise<KnownBlock>>()
  #made: StoredBlock[] = []
  #oldest = 0

  constructor(store: AuditStore, size = SIZE) {
    this.#store = store
    this.#size = size
  }

  /** The blocks there are now. */
  async range(): Promise<BlockRange> {
    const { first, last } = await this.#store.extent()
    if (last === null) return { first: 0, last: -1 }
    const oldest = blockOf(first)
    if (oldest > this.#oldest) this.#forget(oldest)
    return { first: oldest, last: blockOf(last.sequence) }
  }

  /**
   * Takes in all blocks that are not known yet, the newest first. A server does this in the background, and then `rest`
   * is waited for between steps of a few milliseconds.
   */
  async catchUp(rest?: () => Promise<unknown>): Promise<void> {
    const { first, last } = await this.range()
    for (let block = last - 1; block >= first; block--) {
      if (this.late.has(block)) continue
      await this.block(block)
      await rest?.()
    }
    await this.keep()
  }

  /** A whole block. Throws `storage_error`. */
  async block(block: number): Promise<KnownBlock> {
    const known = this.known(block)
    if (known !== undefined) return known
    // Several who ask at once are mostly at the same place.
    const found = this.#underWay.get(block) ?? this.#find(block)
    this.#underWay.set(block, found)
    try {
      return await found
    } finally {
      this.#underWay.delete(block)
    }
  }

  async #find(block: number): Promise<KnownBlock> {
    const loaded = await this.#load(block)
    if (loaded !== undefined) return loaded
    const rows = await this.#store.rows(firstOf(block), BLOCK_ROWS)
    const made = summarise(rows.filter(({ sequence }) => blockOf(sequence) === block))
    const taken = this.#take(block, made)
    this.#made.push({ block, summary: blockText(made) })
    if (this.#made.length >= MADE) await this.keep()
    return taken
  }

  /** A block, if it is in memory. */
  known(block: number): KnownBlock | undefined {
    return this.#blocks.get(block) ?? this.#slice.get(block)
  }

  /** Stores the summaries that were made here. */
  async keep(): Promise<void> {
    const made = this.#made
    if (made.length === 0) return
    this.#made = []
    try {
      await this.#store.addBlocks(made)
    } catch {
      // They are known here; the next process makes them again.
    }
  }

  /** Takes the summaries that are stored, of this block and some before it. */
  async #load(wanted: number): Promise<KnownBlock | undefined> {
    const from = Math.max(this.#oldest, wanted - SLICE + 1)
    const stored = await this.#store.blocks(from, wanted - from + 1)
    const slice = new Map<number, KnownBlock>()
    for (const { block, summary } of stored.toReversed()) {
      if (block > wanted) continue
      const known = this.#blocks.get(block)
      const read = known === undefined ? readBlock(summary) : undefined
      const taken = known ?? (read === undefined ? undefined : this.#take(block, read))
      if (taken !== undefined) slice.set(block, taken)
    }
    if (from < this.#oldestKept) this.#slice = slice
    return slice.get(wanted)
  }

  #take(block: number, summary: Block): KnownBlock {
    const known = knownBlock(summary, firstOf(block), this.#shapes)
    this.late.take(block, summary.far)
    if (block >= this.#oldestKept && !this.#blocks.has(block)) {
      this.#blocks.set(block, known)
      this.#cells += known.counts.length
      this.#shrink()
    }
    return known
  }

  /** Lets go of the oldest blocks, where there are too many. */
  #shrink(): void {
    if (this.#cells <= this.#size.cells && this.#blocks.size <= this.#size.blocks) return
    const blocks = [...this.#blocks.keys()].sort((one, other) => one - other)
    this.#oldestKept = (blocks[Math.ceil(blocks.length / 16)] ?? 0) + 1
    for (const block of blocks) if (block < this.#oldestKept) this.#drop(block)
  }

  #forget(oldest: number): void {
    this.#oldest = oldest
    for (const block of this.#blocks.keys()) if (block < oldest) this.#drop(block)
    this.late.forget(oldest)
  }

  #drop(block: number): void {
    this.#cells -= this.#blocks.get(block)?.counts.length ?? 0
    this.#blocks.delete(block)
  }
}
