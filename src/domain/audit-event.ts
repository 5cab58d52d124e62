import type { ErrorCode } from './errors.ts'

export type Surface = 'cli' | 'http'

/** What both records of a request say. No secret, no query values: query strings are kept by name only. */
export interface AuditSubject {
  /** Joins log, audit and error answer. */
  readonly requestId: string
  readonly surface: Surface
  readonly principal: 'owner' | 'local' | 'none'
  /** Where from, or `null` for the terminal. */
  readonly ip: string | null
  /** `http_request`, or the management act (`credential.add`, `credential.reveal`, …). */
  readonly action: string
  readonly credential: string | null
  readonly method: string | null
  readonly url: string | null
}

/** Written before a secret is used, or when a request is refused, or when stored state changes. */
export interface AuditEntry extends AuditSubject {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly decision: 'allow' | 'deny'
  /** Why not, for a refusal. */
  readonly error: ErrorCode | null
}

/** Written when the answer has ended or was cut. */
export interface AuditResult {
  readonly requestId: string
  readonly time: number
  readonly outcome: 'complete' | 'cut' | 'failed'
  readonly status: number | null
  /** Body bytes given to the caller. */
  readonly bytes: number
  readonly durationMs: number
  /** How many times a secret was replaced in the answer. */
  readonly redactions: number
  readonly error: ErrorCode | null
}
