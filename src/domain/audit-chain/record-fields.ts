import { timesOf, type AuditEntry, type AuditResult } from '../audit-event.ts'
import type { AuditRecord } from './audit-record.ts'

export type FieldValue = string | number | null

type Result = NonNullable<AuditRecord['result']>

const iso = (time: number): string => new Date(time).toISOString()

/** By the names of the text lines, in the order in which they are given out. */
const FIELDS: readonly (readonly [string, (record: AuditRecord) => FieldValue])[] = [
  ['sequence', (record) => record.sequence],
  ['time', (record) => iso(record.time)],
  ['surface', (record) => record.surface],
  ['action', (record) => record.action],
  ['credential', (record) => record.credential],
  ['url', (record) => record.url],
  ['method', (record) => record.method],
  ['status', (record) => record.result?.status ?? null],
  ['key', (record) => record.key],
  ['key_name', (record) => record.keyName],
  ['role', (record) => record.role],
  ['ip', (record) => record.ip],
  ['decision', (record) => record.decision],
  ['error', (record) => record.error ?? record.result?.error ?? null],
  ['policy', (record) => record.policy],
  ['rule', (record) => record.rule],
  ['outcome', (record) => record.result?.outcome ?? null],
  ['bytes', (record) => record.result?.bytes ?? null],
  ['duration_ms', (record) => record.result?.durationMs ?? null],
  ['redactions', (record) => record.result?.redactions ?? null],
  ['ended', (record) => (record.result === null ? null : iso(record.result.time))],
  ['principal', (record) => record.principal],
  ['request_id', (record) => record.requestId],
  ['times', timesOf],
  ['since', ({ folded }) => (folded === undefined ? null : iso(folded.since))],
]

export const FIELD_NAMES: readonly string[] = FIELDS.map(([name]) => name)

/** A record's values, in the order of `FIELD_NAMES`. */
export const fieldValues = (record: AuditRecord): readonly FieldValue[] => FIELDS.map(([, of]) => of(record))

/** A record as it is given out: JSON of one level. */
export const recordFields = (record: AuditRecord): Readonly<Record<string, FieldValue>> =>
  Object.fromEntries(FIELDS.map(([name, of]) => [name, of(record)]))

/** What reads fields by name; each throws in its own words on what is missing or of another kind. */
export interface FieldReader {
  text(name: string): string
  textOrNull(name: string): string | null
  whole(name: string): number
  wholeOrNull(name: string): number | null
}

/** The record that was given out. The words of closed sets are taken as they come: who gave it out may be newer. */
export function recordFromFields(fields: FieldReader): AuditRecord {
  const decision = fields.text('decision') === 'allow' ? 'allow' : 'deny'
  const error = fields.textOrNull('error') as AuditEntry['error']
  const since = fields.textOrNull('since')
  return {
    sequence: fields.whole('sequence'),
    time: Date.parse(fields.text('time')),
    surface: fields.text('surface') as AuditEntry['surface'],
    action: fields.text('action'),
    credential: fields.textOrNull('credential'),
    url: fields.textOrNull('url'),
    method: fields.textOrNull('method'),
    key: fields.textOrNull('key'),
    keyName: fields.textOrNull('key_name'),
    role: fields.textOrNull('role'),
    ip: fields.textOrNull('ip'),
    decision,
    // An error of something allowed is that of its end.
    error: decision === 'allow' ? null : error,
    policy: fields.textOrNull('policy'),
    rule: fields.textOrNull('rule'),
    principal: fields.text('principal') as AuditEntry['principal'],
    requestId: fields.text('request_id'),
    ...(since === null ? {} : { folded: { count: fields.whole('times'), since: Date.parse(since) } }),
    result: resultFrom(fields, decision === 'allow' ? error : null),
  }
}

function resultFrom(fields: FieldReader, error: AuditResult['error']): Result | null {
  const outcome = fields.textOrNull('outcome') as Result['outcome'] | null
  if (outcome === null) return null
  return {
    time: Date.parse(fields.text('ended')),
    outcome,
    status: fields.wholeOrNull('status'),
    bytes: fields.whole('bytes'),
    durationMs: fields.whole('duration_ms'),
    redactions: fields.whole('redactions'),
    error,
  }
}
