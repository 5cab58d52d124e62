import { statSync } from 'node:fs'
import { VultrinoError } from '../../domain/errors.ts'
import { describeTrouble, sqliteCode } from './storage-troubles.ts'

/** `ENOSPC` and its like from the system, `SQLITE_FULL` and its like from SQLite; `undefined` for what carries no code. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  if ('errcode' in thrown && typeof thrown.errcode === 'number') return sqliteCode(thrown.errcode)
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

/** Turns what the system threw into `storage_error`: what was tried, why it failed, and what helps. */
export function storageFailure(attempt: string, path: string, thrown: unknown): VultrinoError {
  if (thrown instanceof VultrinoError) return thrown
  const { what, mend } = describeTrouble(codeAt(path, thrown), path)
  return new VultrinoError(
    'storage_error',
    { reason: `cannot ${attempt} ${path}: ${what}`, path, hint: mend },
    { cause: thrown },
  )
}

/** SQLite says of many things that it cannot open them. */
function codeAt(path: string, thrown: unknown): string {
  const code = systemCode(thrown) ?? 'unknown failure'
  return code === 'SQLITE_CANTOPEN' && isFolder(path) ? 'EISDIR' : code
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
