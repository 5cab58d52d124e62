import { statSync } from 'node:fs'
import { chainStart, rowHash, type ChainHead } from '../../domain/audit-chain/chain.ts'
import {
  checkpointText,
  statementLine,
  type Checkpoint,
  type Signed,
} from '../../domain/audit-chain/statements.ts'
import { AuditDatabase } from './audit-database.node.ts'
import { sha256Digest } from './sha256-digest.node.ts'

const HEAD = 'SELECT sequence, hash FROM audit_row ORDER BY sequence DESC LIMIT 1'
const CUT = 'SELECT statement FROM audit_cut ORDER BY sequence DESC LIMIT 1'
const FIRST = 'SELECT min(sequence) FROM audit_row'
const ADD = 'INSERT INTO audit_row VALUES (?, ?, ?)'
const SIGNED = 'SELECT max(sequence) FROM audit_checkpoint'
const ADD_CHECKPOINT = 'INSERT INTO audit_checkpoint (sequence, statement) VALUES (?, ?)'

/** Adds rows to the chain of a log, whatever other processes add. Throws SQLite's errors; nothing is added then. */
export class AuditWriter {
  readonly #database: AuditDatabase
  readonly #path: string
  readonly #inode: number

  constructor(path: string) {
    // No waiting: that would stall every request of this process. `SqliteAuditLog` tries again later.
    this.#database = AuditDatabase.open(path, 0)
    this.#path = path
    this.#inode = statSync(path).ino
  }

  /** Adds events, in this order, as one transaction: on return they outlive this process. Gives the first's sequence. */
  add(events: readonly string[]): number {
    return this.#database.transaction(() => {
      const { sequence: before, hash: start } = this.#head()
      const add = this.#database.statement(ADD)
      let hash = start
      let sequence = before
      for (const event of events) {
        sequence++
        hash = rowHash(sha256Digest, hash, sequence, event)
        add.run(sequence, event, hash)
      }
      return before + 1
    })
  }

  /** What a checkpoint would say now; `undefined` where the newest row is vouched for already, or there is none. */
  unsigned(time: number): Checkpoint | undefined {
    const row = this.#row(HEAD)
    const sequence = Number(row?.[0] ?? 0)
    if (sequence <= Number(this.#row(SIGNED)?.[0] ?? 0)) return undefined
    const count = sequence - Number(this.#row(FIRST)?.[0]) + 1
    return { log: this.#database.log, sequence, hash: String(row?.[1]), count, time }
  }

  addCheckpoint(checkpoint: Signed<Checkpoint>): void {
    this.#database.statement(ADD_CHECKPOINT).run(checkpoint.sequence, statementLine(checkpoint))
  }

  /** Whether the path still leads to the file that is written. */
  get inPlace(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino === this.#inode
  }

  close(): void {
    this.#database.close()
  }

  #head(): ChainHead {
    const row = this.#row(HEAD)
    if (row !== undefined) return { sequence: Number(row[0]), hash: String(row[1]) }
    const cut = this.#row(CUT)
    if (cut === undefined) return chainStart(sha256Digest, this.#database.log)
    return JSON.parse(String(cut[0])) as ChainHead
  }

  #row(sql: string): readonly unknown[] | undefined {
    return this.#database.statement(sql).get() as unknown as readonly unknown[] | undefined
  }
}

/** What the key signs. */
export const checkpointBytes = (checkpoint: Checkpoint): Uint8Array =>
  new TextEncoder().encode(checkpointText(checkpoint))
