import type { AuditEntry, AuditResult } from '../audit-event.ts'

const PLAIN = /^[\x21\x23-\x3c\x3e-\x5b\x5d-\x7e]+$/
const UNSAFE = /[^\x20-\x7e]/g

/** A value as it stands after `name=`: quoted with JSON's escapes where it could be misread, so no line can be forged. */
function valueText(value: string | number): string {
  const text = String(value)
  if (PLAIN.test(text) || /^https?:\/\/[\x21\x23-\x5b\x5d-\x7e]*$/.test(text)) return text
  return JSON.stringify(text).replace(
    UNSAFE,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A word of ours, unless somebody else wrote the log. */
const word = (text: string): string => (PLAIN.test(text) ? text : valueText(text))

type Field = readonly [name: string, value: string | number | null]

const timeText = (time: number): string => new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')

/** The fields that have a value. */
const present = (...fields: readonly Field[]): readonly Field[] =>
  fields.filter(([, value]) => value !== null)

/**
 * One event as one line of the documented form, newline included:
 * `TIME SURFACE ACTION credential=… url=… method=… status=… key=… key_name=… role=… ip=… decision=…`, then
 * error, policy and rule where there is one, how many it stands for if that is more than itself, and how it ended. What an event does not have is `-`. `result` is `null` for a refusal,
 * and for a request that is still under way.
 */
export function textLine(entry: AuditEntry, result: Omit<AuditResult, 'requestId'> | null): string {
  const error = result?.error ?? entry.error
  const fields: readonly Field[] = [
    ['credential', entry.credential],
    ['url', entry.url],
    ['method', entry.method],
    ['status', result?.status ?? null],
    ['key', entry.key],
    ['key_name', entry.keyName],
    ['role', entry.role],
    ['ip', entry.ip],
    ['decision', entry.decision],
    ...present(['error', error], ['policy', entry.policy], ['rule', entry.rule]),
    ...(entry.folded === undefined
      ? []
      : ([
          ['times', entry.folded.count],
          ['since', timeText(entry.folded.since)],
        ] as const)),
    ...(result === null
      ? []
      : ([
          ['outcome', result.outcome],
          ['bytes', result.bytes],
          ['duration_ms', result.durationMs],
          ['redactions', result.redactions],
        ] as const)),
    ['principal', entry.principal],
    ['request_id', entry.requestId],
  ]
  const text = fields.map(([name, value]) => `${name}=${value === null ? '-' : valueText(value)}`)
  return `${[timeText(entry.time), word(entry.surface.toUpperCase()), word(entry.action), ...text].join(' ')}\n`
}
