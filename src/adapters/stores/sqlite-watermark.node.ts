import type { DatabaseSync } from 'node:sqlite'
import type { Watermark } from '../../ports/watermark.ts'
import { openPrivateDatabase } from './private-database.node.ts'
import { storageFailure } from './storage-failure.node.ts'

const BUSY_TIMEOUT_MS = 5_000
const SCHEMA =
  'CREATE TABLE IF NOT EXISTS vault_watermark (vault TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID'
const HIGHEST = 'SELECT generation FROM vault_watermark WHERE vault = ?'
const RAISE = `INSERT INTO vault_watermark (vault, generation) VALUES (?, ?)
  ON CONFLICT (vault) DO UPDATE SET generation = excluded.generation WHERE excluded.generation > generation`

/** The watermark in a table of its own in `state.db`. */
export class SqliteWatermark implements Watermark {
  readonly #path: string
  #database: DatabaseSync | undefined

  /** `path` of the database; opened at first use, made 0600 if need be. */
  constructor(path: string) {
    this.#path = path
  }

  highest(vaultId: string): number {
    const row = this.#use('read', (database) => database.prepare(HIGHEST).get(vaultId))
    return typeof row?.['generation'] === 'number' ? row['generation'] : 0
  }

  raise(vaultId: string, generation: number): void {
    this.#use('write', (database) => database.prepare(RAISE).run(vaultId, generation))
  }

  close(): void {
    this.#database?.close()
    this.#database = undefined
  }

  #use<T>(attempt: string, act: (database: DatabaseSync) => T): T {
    try {
      return act((this.#database ??= this.#open()))
    } catch (error) {
      throw storageFailure(attempt, this.#path, error)
    }
  }

  #open(): DatabaseSync {
    const database = openPrivateDatabase(this.#path, BUSY_TIMEOUT_MS)
    try {
      database.exec('PRAGMA journal_mode = WAL')
      database.exec(SCHEMA)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  }
}
