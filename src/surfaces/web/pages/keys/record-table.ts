import { html } from 'hono/html'
import type { AuditRecord } from '../../../../domain/audit-chain/audit-record.ts'
import { badge } from '../../components/badge.ts'
import { table } from '../../components/table.ts'
import { time } from '../../components/time.ts'
import type { Html } from '../../page.ts'

const HEADINGS = [
  { text: 'Time' },
  { text: 'Action' },
  { text: 'Credential' },
  { text: 'Target' },
  { text: 'Outcome' },
] as const

/** What one key has asked for, newest first. */
export function recordTable(records: readonly AuditRecord[]): Html {
  return table({
    caption: 'Recent requests',
    headings: HEADINGS,
    rows: records.map((record) => ({
      cells: [
        time(record.time, '', 'seconds'),
        record.action,
        record.credential === null ? '' : html`<span class="alias">${record.credential}</span>`,
        record.url === null ? '' : html`${record.method ?? ''} <span class="alias">${record.url}</span>`,
        outcome(record),
      ],
    })),
  })
}

/** What a record ended with: the status of an answer, else an error, else that it goes on. */
function outcome({ decision, error, result }: AuditRecord): Html {
  if (decision === 'deny') return badge('bad', `refused: ${error ?? 'denied'}`)
  if (result === null) return badge('plain', 'under way')
  const { status, outcome: ended } = result
  if (ended !== 'complete') return badge('warn', result.error ?? ended)
  return badge('good', status === null ? 'done' : String(status))
}
