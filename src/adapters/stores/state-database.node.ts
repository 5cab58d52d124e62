import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { openPrivateDatabase } from './private-database.node.ts'
import { storageFailure } from './storage-failure.node.ts'

/** Whoever waits holds up everything else in this process; nobody holds the lock for more than a few milliseconds. */
const BUSY_TIMEOUT_MS = 2000
/** Each commit adds a page or two to the log; moving them into the database is what waits for the disk. */
const CHECKPOINT_PAGES = 4000

/**
 * `state.db`: what processes of this machine share besides the vault. One connection a process, opened at the first
 * use; each part keeps a table of its own. A commit outlives the process, and the machine if it does not lose power
 * in the next moments.
 */
export class StateDatabase {
  readonly #path: string
  readonly #statements = new Map<string, StatementSync>()
  readonly #schemas = new Set<string>()
  #database: DatabaseSync | undefined

  constructor(path: string) {
    this.#path = path
  }

  /**
   * Runs `act` with this part's tables there. `schema`: `CREATE TABLE IF NOT EXISTS …`, run once a process.
   * Throws `VultrinoError('storage_error')`; `attempt` is the word for it.
   */
  use<T>(attempt: 'read' | 'write', schema: string, act: (database: DatabaseSync) => T): T {
    try {
      this.#database ??= this.#open()
      if (!this.#schemas.has(schema)) this.#prepare(this.#database, attempt, schema)
      return act(this.#database)
    } catch (error) {
      throw storageFailure(attempt, this.#path, error)
    }
  }

  /** As `use` for writing: all of it happens or, when `act` throws, nothing. */
  transaction<T>(schema: string, act: (database: DatabaseSync) => T): T {
    return this.use('write', schema, (database) => {
      database.exec('BEGIN IMMEDIATE')
      try {
        const result = act(database)
        database.exec('COMMIT')
        return result
      } catch (error) {
        // A full disk has undone it already.
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    })
  }

  /** A statement, prepared once. Only inside `use`. */
  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    if (this.#database === undefined) throw new TypeError('statements are for the inside of `use`')
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  /** May be called more than once; the next use opens it again. */
  close(): void {
    this.#statements.clear()
    this.#schemas.clear()
    this.#database?.close()
    this.#database = undefined
  }

  #prepare(database: DatabaseSync, attempt: 'read' | 'write', schema: string): void {
    try {
      database.exec(schema)
      this.#schemas.add(schema)
    } catch (error) {
      // Where nothing can be written, what is there can still be read.
      if (attempt === 'write') throw error
    }
  }

  #open(): DatabaseSync {
    const database = openPrivateDatabase(this.#path, BUSY_TIMEOUT_MS)
    try {
      database.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`,
      )
      return database
    } catch (error) {
      database.close()
      throw error
    }
  }
}
