import { statSync } from 'node:fs'
import { chainStart, type ChainHead } from '../../domain/audit-chain/chain.ts'
import { chainGroups, groupHead, type RowGroup } from '../../domain/audit-chain/group.ts'
import {
  checkpointText,
  statementLine,
  type Checkpoint,
  type Signed,
} from '../../domain/audit-chain/statements.ts'
import { AuditDatabase } from './audit-database.node.ts'
import { sha256Digest } from './sha256-digest.node.ts'

const HEAD = 'SELECT sequence, hashes FROM audit_group ORDER BY sequence DESC LIMIT 1'
const CUT = 'SELECT statement FROM audit_cut ORDER BY sequence DESC LIMIT 1'
const FIRST = 'SELECT min(sequence) FROM audit_group'
const ADD = 'INSERT INTO audit_group (sequence, hashes, events) VALUES (?, ?, ?)'
const SIGNED = 'SELECT max(sequence) FROM audit_checkpoint'
const ADD_CHECKPOINT = 'INSERT INTO audit_checkpoint (sequence, statement) VALUES (?, ?)'

/** After so many of its own groups in a row, a process no longer looks whether another has written before it does. */
const ALONE = 4

/** Adds rows to the chain of a log, whatever other processes add. Throws SQLite's errors; nothing is added then. */
export class AuditWriter {
  readonly #database: AuditDatabase
  readonly #path: string
  readonly #inode: number
  #written: ChainHead | undefined
  /** How often in a row the newest group was still this process's own. */
  #alone = 0

  constructor(path: string) {
    // No waiting: that would stall every request of this process. `SqliteAuditLog` tries again later.
    this.#database = AuditDatabase.open(path, 0)
    this.#path = path
    this.#inode = statSync(path).ino
  }

  /** Adds events, in this order, all or none: on return they outlive this process. Gives the first's sequence. */
  add(events: readonly string[]): number {
    const before = this.#expectedHead()
    const { groups, head } = chainGroups(sha256Digest, before, events)
    const [only] = groups
    if (groups.length > 1 || only === undefined) return this.#addSeveral(events)
    try {
      // One statement is a transaction of its own, at half the cost of one around it.
      this.#insert(only)
    } catch (thrown) {
      // Another process has written since: its group has the number that this one wanted.
      if (!isTaken(thrown)) throw thrown
      this.#alone = 0
      return this.#addSeveral(events)
    }
    this.#written = head
    return before.sequence + 1
  }

  /** As it really is, held fast while it is built upon. */
  #addSeveral(events: readonly string[]): number {
    return this.#database.transaction(() => {
      const before = this.#head()
      const { groups, head } = chainGroups(sha256Digest, before, events)
      for (const group of groups) this.#insert(group)
      this.#written = head
      return before.sequence + 1
    })
  }

  /** What this process wrote last, where nobody else seems to write: to look costs a third of what writing costs. */
  #expectedHead(): ChainHead {
    if (this.#written !== undefined && this.#alone >= ALONE) return this.#written
    const head = this.#head()
    this.#alone = head.sequence === this.#written?.sequence ? this.#alone + 1 : 0
    return head
  }

  #insert({ sequence, events, hashes }: RowGroup): void {
    this.#database.statement(ADD).run(sequence, hashes, events)
  }

  /** What a checkpoint would say now; `undefined` where the newest row is vouched for already, or there is none. */
  unsigned(time: number): Checkpoint | undefined {
    const { sequence, hash } = this.#head()
    if (sequence <= Number(this.#row(SIGNED)?.[0] ?? 0)) return undefined
    const count = sequence - Number(this.#row(FIRST)?.[0]) + 1
    return { log: this.#database.log, sequence, hash, count, time }
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
    if (row !== undefined) return groupHead({ sequence: Number(row[0]), hashes: String(row[1]) })
    const cut = this.#row(CUT)
    if (cut === undefined) return chainStart(sha256Digest, this.#database.log)
    return JSON.parse(String(cut[0])) as ChainHead
  }

  #row(sql: string): readonly unknown[] | undefined {
    return this.#database.statement(sql).get() as unknown as readonly unknown[] | undefined
  }
}

const CONSTRAINT_PRIMARYKEY = 1555
const isTaken = (thrown: unknown): boolean =>
  thrown instanceof Error && 'errcode' in thrown && thrown.errcode === CONSTRAINT_PRIMARYKEY

/** What the key signs. */
export const checkpointBytes = (checkpoint: Checkpoint): Uint8Array =>
  new TextEncoder().encode(checkpointText(checkpoint))
