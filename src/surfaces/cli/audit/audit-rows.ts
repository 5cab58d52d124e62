import type { AuditRecord } from '../../../domain/audit-chain/audit-record.ts'
import { timesOf } from '../../../domain/audit-event.ts'
import { recordFields } from '../../../domain/audit-chain/record-fields.ts'
import { textLine } from '../../../domain/audit-chain/text-line.ts'
import { printable } from '../format-error.ts'
import { seconds } from '../shown-time.ts'
import { formatTable } from '../table.ts'

/** What a record ended with, in one word: the status of an answer, else an error, else that it goes on. */
function outcomeOf({ decision, error, result }: AuditRecord): string {
  if (decision === 'deny') return error ?? 'denied'
  if (result === null) return 'under way'
  const status = result.status === null ? '' : String(result.status)
  if (result.outcome === 'complete') return status === '' ? 'done' : status
  return `${status} ${result.error ?? result.outcome}`.trimStart()
}

/** Who did it: the key, by name and prefix, or what kind of caller. */
function callerOf({ principal, key, keyName }: AuditRecord): string {
  return key === null ? principal : `${keyName ?? ''} (${key})`
}

const HEADER = ['Time', 'Decision', 'Outcome', 'Action', 'Credential', 'Caller', 'Target']

const row = (record: AuditRecord): string[] => [
  seconds(new Date(record.time).toISOString()),
  record.decision,
  outcomeOf(record),
  timesOf(record) === 1 ? record.action : `${record.action} (${timesOf(record)} times)`,
  record.credential ?? '-',
  callerOf(record),
  record.url === null ? '-' : `${record.method ?? '-'} ${record.url}`,
]

interface Output {
  readonly stdoutIsTerminal: boolean
  readonly columns: number
  readonly colour: boolean
}

/** Records for a person: a table. */
export const auditTable = (records: readonly AuditRecord[], output: Output): string =>
  formatTable(HEADER, records.map(row), output)

const WIDTHS = [20, 8, 18, 16, 18, 26]

/** One line of such a table, where the next are not known yet. */
export const auditTableLine = (record: AuditRecord): string => lineOf(row(record))
export const auditTableHead = (): string => lineOf(HEADER)

const lineOf = (cells: readonly string[]): string =>
  `${cells
    .map((cell, i) => printable(cell).padEnd(WIDTHS[i] ?? 0))
    .join('  ')
    .trimEnd()}\n`

/** A record as the line of the text log. */
export const auditTextLine = (record: AuditRecord): string => textLine(record, record.result)

export const auditJsonLine = (record: AuditRecord): string => `${JSON.stringify(recordFields(record))}\n`
