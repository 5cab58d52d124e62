import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'

/** Formats times, remembering the last: at speed, many events share a millisecond. */
class TimeText {
  #time = Number.NaN
  #text = ''

  of(time: number): string {
    if (time !== this.#time) {
      this.#time = time
      this.#text = new Date(time).toISOString()
    }
    return this.#text
  }
}

/**
 * Audit events as JSON lines, newline included. JSON escapes every control character, so no value can end its
 * line and begin another.
 */
export class AuditLines {
  readonly #time = new TimeText()

  entry(entry: AuditEntry): string {
    const { requestId, surface, principal, ip, action, credential, method, url, decision, error } = entry
    const time = this.#time.of(entry.time)
    const event = {
      type: 'intent',
      time,
      requestId,
      surface,
      principal,
      ip,
      action,
      credential,
      method,
      url,
      decision,
      error,
    }
    return `${JSON.stringify(event)}\n`
  }

  result(result: AuditResult): string {
    const { requestId, outcome, status, bytes, durationMs, redactions, error } = result
    const time = this.#time.of(result.time)
    return `${JSON.stringify({ type: 'result', time, requestId, outcome, status, bytes, durationMs, redactions, error })}\n`
  }

  /** Stands for results that could not be kept until they could be written. */
  lost(count: number, time: number): string {
    return `${JSON.stringify({ type: 'lost', time: this.#time.of(time), results: count })}\n`
  }
}
