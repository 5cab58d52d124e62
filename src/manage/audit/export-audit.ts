import type { AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import type { AuditFilter } from './audit-filter.ts'
import { auditRecords } from './audit-records.ts'
import type { BlockIndex } from './block-index.ts'

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

type Value = string | number | null

/** A record's fields in the order in which they are given out, by the names of the text lines. */
const FIELDS: readonly (readonly [string, (record: AuditRecord) => Value])[] = [
  ['sequence', (record) => record.sequence],
  ['time', (record) => new Date(record.time).toISOString()],
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
  ['ended', (record) => (record.result === null ? null : new Date(record.result.time).toISOString())],
  ['principal', (record) => record.principal],
  ['request_id', (record) => record.requestId],
]

/** A record as it is given out: JSON of one level. */
export const recordFields = (record: AuditRecord): Readonly<Record<string, Value>> =>
  Object.fromEntries(FIELDS.map(([name, of]) => [name, of(record)]))

/** What a spreadsheet would take for a formula: a cell that begins so gets an apostrophe, which it does not show (CWE-1236). */
const FORMULA = /^[=+\-@\t\r\n]|^\s+[=+\-@]/

/** RFC 4180; every text is quoted. */
function cell(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return `"${(FORMULA.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`
}

const FORMATS: Readonly<
  Record<ExportFormat, { readonly head: string; readonly line: (record: AuditRecord) => string }>
> = {
  jsonl: { head: '', line: (record) => `${JSON.stringify(recordFields(record))}\n` },
  csv: {
    head: `${FIELDS.map(([name]) => name).join(',')}\r\n`,
    line: (record) => `${FIELDS.map(([, of]) => cell(of(record))).join(',')}\r\n`,
  },
}

const CHUNK = 64 * 1024

/** The records that are asked for, oldest first, as pieces of text of about 64 KiB. Throws `storage_error`. */
export async function* exportAudit(
  store: AuditStore,
  index: BlockIndex,
  filter: AuditFilter,
  format: ExportFormat,
): AsyncGenerator<string, void> {
  const { head, line } = FORMATS[format]
  let text = head
  for await (const record of auditRecords(store, index, filter, { newestFirst: false })) {
    text += line(record)
    if (text.length < CHUNK) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
