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

/** Printable ASCII without the two characters that JSON escapes. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** JSON text of a value; nearly all of them can stand as they are, which is told faster than it is escaped. */
function json(value: string | null): string {
  if (value === null) return 'null'
  return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value)
}

/**
 * Audit events as JSON lines, newline included. JSON escapes every control character, so no value can end its
 * line and begin another.
 */
export class AuditLines {
  readonly #time = new TimeText()

  entry(entry: AuditEntry): string {
    const { requestId, surface, principal, key, keyName, role, ip } = entry
    const { action, credential, method, url, decision, error, policy, rule } = entry
    return (
      `{"type":"intent","time":"${this.#time.of(entry.time)}","requestId":${json(requestId)},` +
      `"surface":"${surface}","principal":"${principal}","key":${json(key)},"keyName":${json(keyName)},` +
      `"role":${json(role)},"ip":${json(ip)},"action":${json(action)},"credential":${json(credential)},` +
      `"method":${json(method)},"url":${json(url)},"decision":"${decision}","error":${json(error)},` +
      `"policy":${json(policy)},"rule":${json(rule)}}\n`
    )
  }

  result(result: AuditResult): string {
    const { requestId, outcome, status, bytes, durationMs, redactions, error } = result
    return (
      `{"type":"result","time":"${this.#time.of(result.time)}","requestId":${json(requestId)},` +
      `"outcome":"${outcome}","status":${status},"bytes":${bytes},"durationMs":${durationMs},` +
      `"redactions":${redactions},"error":${json(error)}}\n`
    )
  }

  /** Stands for results that could not be kept until they could be written. */
  lost(count: number, time: number): string {
    return `${JSON.stringify({ type: 'lost', time: this.#time.of(time), results: count })}\n`
  }
}
