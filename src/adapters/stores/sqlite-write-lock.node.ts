import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { VultrinoError } from '../../domain/errors.ts'
import type { WriteLock } from '../../ports/write-lock.ts'
import { openPrivateDatabase } from './private-database.node.ts'
import { storageFailure, systemCode } from './storage-failure.node.ts'

const PATIENCE_MS = 10_000
const RETRY_MS = { least: 2, most: 20 }

/**
 * A lock that cannot go stale: SQLite's write lock on an empty database, which the operating system takes back
 * when the process dies. Nothing is ever written to the file.
 */
export class SqliteWriteLock implements WriteLock {
  readonly #path: string
  readonly #patience: number
  #database: DatabaseSync | undefined
  #last: Promise<unknown> = Promise.resolve()

  /** `path` of the lock file; its folder is made if need be. `patience`: how long to wait for it, milliseconds. */
  constructor(path: string, patience: number = PATIENCE_MS) {
    this.#path = path
    this.#patience = patience
  }

  hold<T>(work: () => Promise<T>): Promise<T> {
    // One connection holds one transaction, so callers in this process queue up before it.
    const turn = this.#last.then(() => this.#holdNow(work))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /** After the work under way: closing the connection would give the lock away in the middle of it. */
  close(): void {
    this.#last = this.#last.then(() => {
      this.#database?.close()
      this.#database = undefined
    })
  }

  async #holdNow<T>(work: () => Promise<T>): Promise<T> {
    const database = (this.#database ??= openPrivateDatabase(this.#path, 0))
    await this.#begin(database)
    try {
      return await work()
    } finally {
      this.#end(database)
    }
  }

  async #begin(database: DatabaseSync): Promise<void> {
    const deadline = performance.now() + this.#patience
    for (;;) {
      try {
        database.exec('BEGIN IMMEDIATE')
        return
      } catch (error) {
        if (systemCode(error) !== 'SQLITE_BUSY') throw storageFailure('lock', this.#path, error)
        if (performance.now() >= deadline) throw new VultrinoError('vault_busy', {}, { cause: error })
      }
      await sleep(RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least))
    }
  }

  #end(database: DatabaseSync): void {
    try {
      // Not COMMIT, which would write a first page into the empty file.
      database.exec('ROLLBACK')
    } catch {
      // What the work came to stands; closing gives the lock back too.
      database.close()
      this.#database = undefined
    }
  }
}
