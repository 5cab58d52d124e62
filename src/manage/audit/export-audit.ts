import type { AuditStore } from '../../ports/audit-store.ts'
import type { ExportFormat } from '../../ports/audit-desk.ts'
import type { AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import {
  FIELD_NAMES,
  fieldValues,
  recordFields,
  type FieldValue,
} from '../../domain/audit-chain/record-fields.ts'
import type { AuditFilter } from './audit-filter.ts'
import { auditRecords } from './audit-records.ts'
import type { BlockIndex } from './block-index.ts'

/** What a spreadsheet would take for a formula: a cell that begins so gets an apostrophe, which it does not show (CWE-1236). */
const FORMULA = /^[=+\-@\t\r\n]|^\s+[=+\-@]/

/** RFC 4180; every text is quoted. */
function cell(value: FieldValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return `"${(FORMULA.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`
}

const FORMATS: Readonly<
  Record<ExportFormat, { readonly head: string; readonly line: (record: AuditRecord) => string }>
> = {
  jsonl: { head: '', line: (record) => `${JSON.stringify(recordFields(record))}\n` },
  csv: {
    head: `${FIELD_NAMES.join(',')}\r\n`,
    line: (record) => `${fieldValues(record).map(cell).join(',')}\r\n`,
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
