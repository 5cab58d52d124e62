import { statSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { openPrivateDatabase } from './private-database.node.ts'
import { storageFailure, systemCode } from './storage-failure.node.ts'

/** Whoever waits holds up everything else in this process; nobody holds the lock for more than a few milliseconds. */
const BUSY_TIMEOUT_MS = 2000
/** After somebody did: until it is free again, a queue of callers must not wait one by one for what none will get. */
const IMPATIENT_MS = 10
/** A file that was moved away or replaced is noticed by the next use after so long. */
const LOOK_MS = 500

/**
 * `state.db`: what processes of this machine share besides the vault. One connection a process, opened at the first
 * use; each part keeps a table of its own. A commit outlives the process, and the machine if it does not lose power
 * in the next moments.
 */
export class StateDatabase {
  readonly #path: string
  readonly #statements = new Map<string, StatementSync>()
  readonly #schemas = new Set<string>()
  readonly #elapsed: () => number
  #database: DatabaseSync | undefined
  #impatient = false
  /** Of the file that is open. */
  #file: string | undefined
  /** When it was last looked whether the path still leads to it. */
  #looked = 0

  /** `elapsed`: milliseconds since any moment, which only grow. */
  constructor(path: string, elapsed: () => number = () => performance.now()) {
    this.#path = path
    this.#elapsed = elapsed
  }

  /**
   * Runs `act` with this part's tables there. `schema`: `CREATE TABLE IF NOT EXISTS …`, run once a process.
   * Throws `VultrinoError('storage_error')`; `attempt` is the word for it.
   */
  use<T>(attempt: 'read' | 'write', schema: string, act: (database: DatabaseSync) => T): T {
    try {
      this.#leaveMoved()
      this.#database ??= this.#open()
      if (!this.#schemas.has(schema)) this.#prepare(this.#database, attempt, schema)
      const result = act(this.#database)
      // What is only read waits for nobody, so it proves nothing.
      if (this.#impatient && attempt === 'write') this.#wait(this.#database, false)
      return result
    } catch (error) {
      if (this.#database !== undefined && systemCode(error) === 'SQLITE_BUSY')
        this.#wait(this.#database, true)
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
    this.#impatient = false
  }

  /** What is counted in a file that has no name any more, nobody else sees: the one at the path is gone on with. */
  #leaveMoved(): void {
    if (this.#database === undefined || this.#database.isTransaction) return
    const now = this.#elapsed()
    if (now - this.#looked < LOOK_MS) return
    this.#looked = now
    // SQLite leaves the WAL alone where its database was moved, which may be that of the new one by now.
    const file = fileAt(this.#path)
    if (file === undefined || file !== this.#file) this.close()
  }

  #wait(database: DatabaseSync, impatient: boolean): void {
    if (this.#impatient === impatient) return
    this.#impatient = impatient
    database.exec(`PRAGMA busy_timeout = ${String(impatient ? IMPATIENT_MS : BUSY_TIMEOUT_MS)}`)
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
        // Moving what was committed into the database waits for the disk: the audit log has it done on a thread.
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0',
      )
      this.#file = fileAt(this.#path)
      this.#looked = this.#elapsed()
      return database
    } catch (error) {
      database.close()
      throw error
    }
  }
}

/** Names the file at a path; opening it would take its locks away. `undefined`: there is none. */
function fileAt(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`
}
