import { expect, test } from 'vitest'
import { VultrinoError } from '../../domain/errors.ts'
import { storageFailure } from './storage-failure.node.ts'

const system = (code: string): Error => Object.assign(new Error('text of the system'), { code })
const sqlite = (errcode: number): Error =>
  Object.assign(new Error('text of SQLite'), { code: 'ERR_SQLITE_ERROR', errcode })

test.each<[string, Error, string, string]>([
  ['a full disk', system('ENOSPC'), 'the disk is full (ENOSPC)', 'Free space'],
  ['a full disk, to SQLite', sqlite(13), 'the disk is full (SQLITE_FULL)', 'Free space'],
  [
    'no room for shared memory',
    sqlite(4874),
    'the disk is full or reports a failure (SQLITE_IOERR)',
    'Free space',
  ],
  ['a read-only mount', system('EROFS'), 'it is read-only (EROFS)', 'Make it writable'],
  ['a read-only folder, to SQLite', sqlite(1544), 'it is read-only (SQLITE_READONLY)', 'Make it writable'],
  ['no permission', system('EACCES'), 'permission denied (EACCES)', 'must belong to the user'],
  ['garbage', sqlite(26), 'not a database (SQLITE_NOTADB)', `mv '/a b/x' '/a b/x'.damaged`],
  ['no way to open it', sqlite(14), 'it cannot be opened (SQLITE_CANTOPEN)', 'ls -ld'],
  ['a lock', sqlite(261), 'another process keeps it locked (SQLITE_BUSY)', 'fuser'],
  ['anything else of SQLite', sqlite(21), 'cannot write /a b/x: SQLITE_21', 'ls -ld'],
  ['anything else', new TypeError('text'), 'cannot write /a b/x: unknown failure', 'ls -ld'],
])('%s is said in words, with what helps', (_, thrown, reason, hint) => {
  const error = storageFailure('write', '/a b/x', thrown)
  expect(error.code).toBe('storage_error')
  expect(error.message).toContain(reason)
  expect(error.message).not.toContain('text')
  expect(error.hint).toContain(hint)
})

test('what has a code of ours keeps it', () => {
  const busy = new VultrinoError('vault_busy')
  expect(storageFailure('write', '/x', busy)).toBe(busy)
})
