import { setImmediate as turn } from 'node:timers/promises'
import type { AuditRow } from '../../domain/audit-chain/chain.ts'
import { groupRows, type RowGroup } from '../../domain/audit-chain/group.ts'
import {
  readCheckpoint,
  readCut,
  statementLine,
  type Checkpoint,
  type Cut,
  type Signed,
} from '../../domain/audit-chain/statements.ts'
import { BLOCK_ROWS } from '../../domain/audit-chain/block.ts'
import type { AuditExtent, AuditStore, StoredBlock } from '../../ports/audit-store.ts'
import { storageFailure } from '../stores/storage-failure.node.ts'
import { AuditDatabase } from './audit-database.node.ts'

/** Only what changes the store waits, for another process to end its writing. */
const BUSY_TIMEOUT_MS = 250

/** From the group on that a row is in. */
const GROUPS = `SELECT sequence, events, hashes FROM audit_group
  WHERE sequence >= coalesce((SELECT max(sequence) FROM audit_group WHERE sequence <= ?), 0) ORDER BY sequence`

type Fields = readonly unknown[]

/** The audit log in SQLite, for reading and pruning. Its own connection, opened at first use. */
export class SqliteAuditStore implements AuditStore {
  readonly #path: string
  #database: AuditDatabase | undefined

  constructor(path: string) {
    this.#path = path
  }

  extent(): Promise<AuditExtent> {
    return this.#use('read', (database) => {
      const [first] = one(database, 'SELECT min(sequence) FROM audit_group')
      const newest = one(
        database,
        'SELECT sequence, events, hashes FROM audit_group ORDER BY sequence DESC LIMIT 1',
      )
      const pages = Number(one(database, 'PRAGMA page_count')[0])
      const free = Number(one(database, 'PRAGMA freelist_count')[0])
      const bytes = (pages - free) * Number(one(database, 'PRAGMA page_size')[0])
      const last = newest.length === 0 ? null : (groupRows(groupIn(newest)).at(-1) ?? null)
      return { log: database.log, first: Number(first ?? 0), last, bytes }
    })
  }

  rows(from: number, limit: number): Promise<readonly AuditRow[]> {
    return this.#use('read', (database) => {
      const rows: AuditRow[] = []
      for (const fields of each(database, GROUPS, from)) {
        rows.push(...groupRows(groupIn(fields), from))
        if (rows.length >= limit) break
      }
      return rows.length > limit ? rows.slice(0, limit) : rows
    })
  }

  checkpoints(from: number, limit: number): Promise<readonly Signed<Checkpoint>[]> {
    return this.#use('read', (database) =>
      all(
        database,
        'SELECT sequence, statement FROM audit_checkpoint WHERE sequence >= ? ORDER BY sequence, id LIMIT ?',
        from,
        limit,
      ).map(checkpointIn),
    )
  }

  addCheckpoint(checkpoint: Signed<Checkpoint>): Promise<void> {
    return this.#use('write', (database) => {
      database
        .statement('INSERT INTO audit_checkpoint (sequence, statement) VALUES (?, ?)')
        .run(checkpoint.sequence, statementLine(checkpoint))
    })
  }

  cut(): Promise<Signed<Cut> | null> {
    return this.#use('read', (database) => {
      const [sequence, statement] = one(
        database,
        'SELECT sequence, statement FROM audit_cut ORDER BY sequence DESC LIMIT 1',
      )
      return typeof statement === 'string' ? cutIn(Number(sequence), statement) : null
    })
  }

  remove(cut: Signed<Cut>): Promise<void> {
    return this.#use('write', (database) =>
      database.transaction(() => {
        const { sequence } = cut
        database.statement('DELETE FROM audit_group WHERE sequence <= ?').run(sequence)
        database.statement('DELETE FROM audit_checkpoint WHERE sequence <= ?').run(sequence)
        database.statement('DELETE FROM audit_block WHERE (block + 1) * ? <= ?').run(BLOCK_ROWS, sequence)
        database.statement('DELETE FROM audit_cut').run()
        database.statement('INSERT INTO audit_cut VALUES (?, ?)').run(sequence, statementLine(cut))
      }),
    )
  }

  blocks(from: number, limit: number): Promise<readonly StoredBlock[]> {
    return this.#use('read', (database) =>
      all(
        database,
        'SELECT block, summary FROM audit_block WHERE block >= ? ORDER BY block LIMIT ?',
        from,
        limit,
      ).map(([block, summary]) => ({ block: Number(block), summary: String(summary) })),
    )
  }

  addBlocks(blocks: readonly StoredBlock[]): Promise<void> {
    return this.#use('write', (database) =>
      database.transaction(() => {
        const add = database.statement('INSERT OR REPLACE INTO audit_block VALUES (?, ?)')
        for (const { block, summary } of blocks) add.run(block, summary)
      }),
    )
  }

  close(): void {
    this.#database?.close()
    this.#database = undefined
  }

  async #use<T>(attempt: 'read' | 'write', act: (database: AuditDatabase) => T): Promise<T> {
    await turn()
    try {
      this.#database ??= AuditDatabase.open(this.#path, BUSY_TIMEOUT_MS)
      return act(this.#database)
    } catch (error) {
      throw storageFailure(attempt, this.#path, error)
    }
  }
}

const one = (database: AuditDatabase, sql: string): Fields =>
  (database.statement(sql).get() as unknown as Fields | undefined) ?? []

const all = (database: AuditDatabase, sql: string, from: number, limit: number): readonly Fields[] =>
  database.statement(sql).all(from, limit) as unknown as readonly Fields[]

const each = (database: AuditDatabase, sql: string, from: number): Iterable<Fields> =>
  database.statement(sql).iterate(from) as unknown as Iterable<Fields>

const groupIn = ([sequence, events, hashes]: Fields): RowGroup => ({
  sequence: Number(sequence),
  events: String(events),
  hashes: String(hashes),
})

const BROKEN = { log: '', hash: '', time: 0, signature: '' }

/** Whatever stands there that is not what was written is a statement that nobody signed. */
function checkpointIn([column, text]: Fields): Signed<Checkpoint> {
  const sequence = Number(column)
  const read = readCheckpoint(String(text))
  return read?.sequence === sequence ? read : { ...BROKEN, sequence, count: 0 }
}

function cutIn(sequence: number, text: string): Signed<Cut> {
  const read = readCut(text)
  return read?.sequence === sequence ? read : { ...BROKEN, sequence, reason: 'age' }
}
