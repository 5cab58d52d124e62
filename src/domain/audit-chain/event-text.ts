import type { AuditEntry, AuditResult } from '../audit-event.ts'
import { fieldsFit } from './event-fields.ts'

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
  const { folded } = entry
  return folded === undefined
    ? `["entry1",${entryFields(entry)}]`
    : `["entry2",${entryFields(entry)},${folded.count},${folded.since}]`
}

function entryFields(entry: AuditEntry): string {
  return (
    `${entry.time},${json(entry.requestId)},"${entry.surface}","${entry.principal}",` +
    `${json(entry.key)},${json(entry.keyName)},${json(entry.role)},${json(entry.ip)},` +
    `${json(entry.action)},${json(entry.credential)},${json(entry.method)},${json(entry.url)},` +
    `"${entry.decision}",${json(entry.error)},${json(entry.policy)},${json(entry.rule)}`
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
  const [method, url, decision, error, policy, rule, count, since] = fields.slice(11)
  const subject = { requestId, surface, principal, key, keyName, role, ip, action, credential, method, url }
  const entry = { time, ...subject, decision, error, policy, rule }
  return (count === undefined ? entry : { ...entry, folded: { count, since } }) as AuditEntry
}

function resultOf(fields: Fields): AuditResult {
  const [, , requestId, time, outcome, status, bytes, durationMs, redactions, error] = fields
  return {
    requestId: requestId ?? '',
    ...{ time, outcome, status, bytes, durationMs, redactions, error },
  } as AuditResult
}

interface Form {
  readonly read: (fields: Fields) => ChainEvent
  /** What text it must have been. */
  readonly text: (event: ChainEvent) => string | undefined
}

const ENTRY: Form = {
  read: (fields) => ({ type: 'entry', entry: entryOf(fields) }),
  text: (event) => (event.type === 'entry' ? entryText(event.entry) : undefined),
}

const FORMS = {
  entry1: ENTRY,
  entry2: ENTRY,
  result1: {
    read: (fields) => ({ type: 'result', intent: fields[1] as number | null, result: resultOf(fields) }),
    text: (event) => (event.type === 'result' ? resultText(event.result, event.intent) : undefined),
  },
  lost1: {
    read: (fields) => ({ type: 'lost', time: fields[1] as number, results: fields[2] as number }),
    text: (event) => (event.type === 'lost' ? lostText(event.results, event.time) : undefined),
  },
} satisfies Readonly<Record<string, Form>>

/** Reads what the functions above wrote; `undefined` for anything else. `strict` also compares the bytes. */
export function readEvent(text: string, strict = false): ChainEvent | undefined {
  let fields: unknown
  try {
    fields = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(fields) || !isForm(fields[0]) || !fieldsFit(fields[0], fields)) return undefined
  const form = FORMS[fields[0]]
  const event = form.read(fields)
  return strict && form.text(event) !== text ? undefined : event
}

const isForm = (name: unknown): name is keyof typeof FORMS =>
  typeof name === 'string' && Object.hasOwn(FORMS, name)
