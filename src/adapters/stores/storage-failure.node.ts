import { VultrinoError } from '../../domain/errors.ts'

/** `ENOSPC` and its like from the system, `ERR_SQLITE_ERROR` from SQLite; `undefined` for what carries no code. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

/** Turns what the system threw into `storage_error`, with what was tried and the system's own code. */
export function storageFailure(attempt: string, path: string, thrown: unknown): VultrinoError {
  if (thrown instanceof VultrinoError) return thrown
  const code = systemCode(thrown) ?? 'unknown failure'
  return new VultrinoError(
    'storage_error',
    { reason: `cannot ${attempt} ${path} (${code})`, path },
    { cause: thrown },
  )
}
