import type { AuditRow } from '../domain/audit-chain/chain.ts'
import type { Checkpoint, Cut, Signed } from '../domain/audit-chain/statements.ts'

/** What is known of a log without reading it. */
export interface AuditExtent {
  /** UUID of the log. */
  readonly log: string
  /** Sequence of the oldest row; 0 where there is none. */
  readonly first: number
  /** The newest row; `null` where there is none. */
  readonly last: AuditRow | null
  /** Bytes of the file that are in use. */
  readonly bytes: number
}

/** What a block of rows says, in short, as JSON (`domain/audit-chain/block-text.ts`). Made from the rows; may be made anew. */
export interface StoredBlock {
  readonly block: number
  readonly summary: string
}

/**
 * The audit log as it is read and pruned. Every call is short and lets others of the process go first; so callers
 * read in slices. All throw `VultrinoError('storage_error')`.
 */
export interface AuditStore {
  extent(): Promise<AuditExtent>
  /** At most `limit` rows from `from` on, in order. */
  rows(from: number, limit: number): Promise<readonly AuditRow[]>
  /** At most `limit` checkpoints of rows from `from` on, in order. */
  checkpoints(from: number, limit: number): Promise<readonly Signed<Checkpoint>[]>
  addCheckpoint(checkpoint: Signed<Checkpoint>): Promise<void>
  /** The newest. */
  cut(): Promise<Signed<Cut> | null>
  /** Removes all rows up to the cut's, with what was derived from them, and keeps the cut: all or nothing. */
  remove(cut: Signed<Cut>): Promise<void>
  /** At most `limit` blocks from `from` on, in order. */
  blocks(from: number, limit: number): Promise<readonly StoredBlock[]>
  /** Those of before are replaced. */
  addBlocks(blocks: readonly StoredBlock[]): Promise<void>
  close(): void
}
