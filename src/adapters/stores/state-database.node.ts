import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { openPrivateDatabase } from './private-database.node.ts'
import { storageFailure } from './storage-failure.node.ts'

const BUSY_TIMEOUT_MS = 5000

/**
 * `state.db`: what processes of this machine share besides the vault. One connection a process, opened at the first
 * use; each part keeps a table of its own.
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
      if (!this.#schemas.has(schema)) {
        this.#database.exec(schema)
        this.#schemas.add(schema)
      }
      return act(this.#database)
    } catch (error) {
      throw storageFailure(attempt, this.#path, error)
    }
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

  #open(): DatabaseSync {
    const database = openPrivateDatabase(this.#path, BUSY_TIMEOUT_MS)
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
      return database
    } catch (error) {
      database.close()
      throw error
    }
  }
}
