import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '../system/make-folder.node.ts'
import { storageFailure, systemCode } from './storage-failure.node.ts'

/**
 * Opens a SQLite file only its owner can read, from the moment it exists (SQLite gives `-wal` and `-shm` the same
 * mode). `timeout`: how long a statement waits for another connection, milliseconds. Throws `storage_error`.
 */
export function openPrivateDatabase(path: string, timeout: number): DatabaseSync {
  try {
    makeFolder(dirname(path))
    createPrivately(path)
    return new DatabaseSync(path, { timeout })
  } catch (error) {
    throw storageFailure('open', path, error)
  }
}

/**
 * Never opens a file that is there already: closing any descriptor of a database drops every POSIX lock this
 * process holds on it, those of SQLite's own connections included.
 */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}
