import type { AuditEntry, AuditResult } from '../audit-event.ts'

/** A request as the log knows it: what was decided and, if it was allowed and has ended, how that went. */
export interface AuditRecord extends AuditEntry {
  /** Of the row that began it. */
  readonly sequence: number
  readonly result: Omit<AuditResult, 'requestId'> | null
}

export function joinRecord(sequence: number, entry: AuditEntry, result: AuditResult | null): AuditRecord {
  if (result === null) return { sequence, ...entry, result }
  const { time, outcome, status, bytes, durationMs, redactions, error } = result
  return { sequence, ...entry, result: { time, outcome, status, bytes, durationMs, redactions, error } }
}

/** Host of a recorded URL, with its port where it has one, in lower case; `null` where there is none. */
export function recordedHost(url: string | null): string | null {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)/i.exec(url ?? '')?.[1]
  return authority === undefined ? null : authority.toLowerCase()
}
