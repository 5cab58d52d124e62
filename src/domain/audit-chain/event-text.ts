import type { AuditEntry, AuditResult } from '../audit-event.ts'

/** An event of the log. `intent` of a result: sequence of the row it answers, `null` where that was never found. */
export type ChainEvent =
  | { readonly type: 'entry'; readonly entry: AuditEntry }
  | { readonly type: 'result'; readonly intent: number | null; readonly result: AuditResult }
  | { readonly type: 'lost'; readonly time: number; readonly results: number }

/** Printable ASCII without the two characters that JSON escapes. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** JSON text of a value; nearly all of them can stand as they are, which is told faster than it is escaped. */
function json(value: string | null): string {
  if (value === null) return 'null'
  return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value)
}

/*
 * An event is a JSON array: its form, then its fields in a fixed place each, without spaces. That is what is hashed,
 * so a text which does not come out again exactly as it went in is no event (`readEvent`).
 */

export function entryText(entry: AuditEntry): string {
  return (
    `["entry1",${entry.time},${json(entry.requestId)},"${entry.surface}","${entry.principal}",` +
    `${json(entry.key)},${json(entry.keyName)},${json(entry.role)},${json(entry.ip)},` +
    `${json(entry.action)},${json(entry.credential)},${json(entry.method)},${json(entry.url)},` +
    `"${entry.decision}",${json(entry.error)},${json(entry.policy)},${json(entry.rule)}]`
  )
}

/** The request id is the intent's, and said only where the intent is not known. */
export function resultText(result: AuditResult, intent: number | null): string {
  return (
    `["result1",${intent},${intent === null ? json(result.requestId) : 'null'},${result.time},` +
    `"${result.outcome}",${result.status},${result.bytes},${result.durationMs},${result.redactions},` +
    `${json(result.error)}]`
  )
}

/** Stands for results that could not be kept until they could be written. */
export const lostText = (results: number, time: number): string => `["lost1",${time},${results}]`

type Fields = readonly unknown[]

function entryOf(fields: Fields): AuditEntry {
  const [, time, requestId, surface, principal, key, keyName, role, ip, action, credential] = fields
  const [method, url, decision, error, policy, rule] = fields.slice(11)
  const subject = { requestId, surface, principal, key, keyName, role, ip, action, credential, method, url }
  return { time, ...subject, decision, error, policy, rule } as AuditEntry
}

function resultOf(fields: Fields): AuditResult {
  const [, , requestId, time, outcome, status, bytes, durationMs, redactions, error] = fields
  return {
    requestId: requestId ?? '',
    ...{ time, outcome, status, bytes, durationMs, redactions, error },
  } as AuditResult
}

/** How each form is read, and what text it must have been. */
const FORMS: Readonly<
  Record<
    string,
    { readonly fields: number; read(fields: Fields): ChainEvent; text(event: ChainEvent): string | undefined }
  >
> = {
  entry1: {
    fields: 17,
    read: (fields) => ({ type: 'entry', entry: entryOf(fields) }),
    text: (event) => (event.type === 'entry' ? entryText(event.entry) : undefined),
  },
  result1: {
    fields: 10,
    read: (fields) => ({ type: 'result', intent: fields[1] as number | null, result: resultOf(fields) }),
    text: (event) => (event.type === 'result' ? resultText(event.result, event.intent) : undefined),
  },
  lost1: {
    fields: 3,
    read: (fields) => ({ type: 'lost', time: fields[1] as number, results: fields[2] as number }),
    text: (event) => (event.type === 'lost' ? lostText(event.results, event.time) : undefined),
  },
}

/** Reads what the functions above wrote; `undefined` for anything else. `strict` also compares the bytes. */
export function readEvent(text: string, strict = false): ChainEvent | undefined {
  let fields: unknown
  try {
    fields = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(fields) || typeof fields[0] !== 'string' || !Object.hasOwn(FORMS, fields[0])) return
  const form = FORMS[fields[0]]
  if (form?.fields !== fields.length || !fields.every(isScalar)) return undefined
  const event = form.read(fields)
  return strict && form.text(event) !== text ? undefined : event
}

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object'
