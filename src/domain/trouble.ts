import type { ErrorRow } from './error-row.ts'

/** Errors that no caller can do anything about: the owner's to mend, or ours. */
export const TROUBLE = {
  internal_error: {
    status: 500,
    exit: 1,
    message: 'Internal error',
    hint: 'Run `vultrino doctor`, and look at the log under this request id',
  },
  audit_unavailable: {
    status: 503,
    exit: 5,
    message: 'The audit log cannot be written, so no credential is used',
    hint: 'Free disk space or mend the permissions of the data folder; `vultrino doctor` names it',
  },
  vault_missing: {
    status: 503,
    exit: 5,
    message: 'There is no vault at {path}',
    publicMessage: 'There is no vault',
    hint: 'Make one with: vultrino init',
  },
  vault_damaged: {
    status: 503,
    exit: 5,
    message: 'The vault file is damaged or was tampered with: {reason}',
    hint: 'Nothing was changed. Restore credentials.enc from a backup',
  },
  vault_busy: {
    status: 503,
    exit: 5,
    message: 'Another process is writing the vault',
    hint: 'Try again in a moment',
  },
  storage_error: {
    status: 503,
    exit: 5,
    message: 'Storage failed: {reason}',
    publicMessage: 'Storage failed',
    hint: '`vultrino doctor` says what is wrong and how to mend it',
  },
} as const satisfies Record<string, ErrorRow>

/** Whether an error of this code is to be told to the owner, in the log. */
export const isTrouble = (code: string): boolean => Object.hasOwn(TROUBLE, code)
