import { randomUUID } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { VultrinoError } from '../../domain/errors.ts'
import { openPrivateDatabase } from '../stores/private-database.node.ts'

const OPEN_TIMEOUT_MS = 2_000
/**
 * The WAL is copied into the database by `WalCopier`, on another thread: on this one, a commit that happens to be the
 * thousandth would wait for the disk. WAL space is kept, up to 64 MiB: growing a file is
 * slower than writing it again.
 */
const SETTINGS = `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;
  PRAGMA journal_size_limit = 67108864`
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS audit_log (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS audit_group (
    sequence INTEGER PRIMARY KEY, hashes TEXT NOT NULL, events TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS audit_checkpoint (
    id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, statement TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS audit_checkpoint_sequence ON audit_checkpoint (sequence);
  CREATE TABLE IF NOT EXISTS audit_cut (sequence INTEGER PRIMARY KEY, statement TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS audit_block (block INTEGER PRIMARY KEY, summary TEXT NOT NULL) STRICT;`
const HAS_LOG = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit_block'"
/** What a log had whose rows were stored one by one. */
const HAS_EARLIER_LOG = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit_row'"

/** A connection to the database that holds an audit log, with the log in it. */
export class AuditDatabase {
  readonly database: DatabaseSync
  /** UUID of the log. */
  readonly log: string
  readonly #statements = new Map<string, StatementSync>()

  private constructor(database: DatabaseSync, log: string) {
    this.database = database
    this.log = log
  }

  /**
   * `timeout`: how long a statement waits, blocking, for another connection to end its writing; milliseconds.
   * Throws `storage_error`, or SQLite's own error.
   */
  static open(path: string, timeout: number): AuditDatabase {
    const database = openPrivateDatabase(path, OPEN_TIMEOUT_MS)
    try {
      database.exec(SETTINGS)
      const log = logId(database)
      database.exec(`PRAGMA busy_timeout = ${timeout}`)
      return new AuditDatabase(database, log)
    } catch (error) {
      database.close()
      throw error
    }
  }

  /** A statement, prepared once; its rows come as arrays. */
  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.database.prepare(sql)
    statement.setReturnArrays(true)
    this.#statements.set(sql, statement)
    return statement
  }

  /** All of what `act` does, or nothing. Throws SQLite's error. */
  transaction<T>(act: () => T): T {
    this.statement('BEGIN IMMEDIATE').run()
    try {
      const done = act()
      this.statement('COMMIT').run()
      return done
    } catch (error) {
      if (this.database.isTransaction) this.statement('ROLLBACK').run()
      throw error
    }
  }

  close(): void {
    this.#statements.clear()
    this.database.close()
  }
}

function logId(database: DatabaseSync): string {
  if (database.prepare(HAS_EARLIER_LOG).get() !== undefined) {
    const reason =
      'state.db holds an audit log in the form of an earlier version, which this one does not read'
    const hint = 'Move state.db away and keep it: the version that wrote it can still verify it'
    throw new VultrinoError('storage_error', { reason, hint })
  }
  if (database.prepare(HAS_LOG).get() === undefined) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`)
  const known = database.prepare('SELECT id FROM audit_log').get()
  if (known !== undefined) return String(known['id'])
  database.prepare('INSERT INTO audit_log VALUES (1, ?) ON CONFLICT DO NOTHING').run(randomUUID())
  return String(database.prepare('SELECT id FROM audit_log').get()?.['id'])
}
