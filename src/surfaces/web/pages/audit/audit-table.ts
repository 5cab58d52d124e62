import { html } from 'hono/html'
import type { AuditRecord } from '../../../../domain/audit-chain/audit-record.ts'
import { by } from '../../components/activity-table.ts'
import { table, tableRows, type Row } from '../../components/table.ts'
import { time } from '../../components/time.ts'
import type { Html } from '../../page.ts'
import { shortText } from '../policies/short-text.ts'
import { addressOf } from './audit-filter.ts'
import { decisionOf, orNone, shortUrl, whatOf } from './record-words.ts'

export const BODY_ID = 'audit-rows'

const HEADINGS = [
  { text: 'When', width: 'tight' },
  { text: 'What' },
  { text: 'Credential' },
  { text: 'Target' },
  { text: 'Decision' },
  { text: 'Status', width: 'tight' },
  { text: 'By' },
] as const

export const auditTable = (records: readonly AuditRecord[]): Html =>
  table({
    caption: 'Audit records, newest first',
    headings: HEADINGS,
    rows: records.map(rowOf),
    bodyId: BODY_ID,
  })

/** One row alone, to be put above the others as it happens. */
export const auditRow = (record: AuditRecord): Html => tableRows(HEADINGS, [rowOf(record)])

export const recordHref = (sequence: number): string => `/audit/${sequence}`

function rowOf(record: AuditRecord): Row {
  const { sequence, credential, url, result, surface } = record
  return {
    attributes: { 'data-sequence': sequence },
    cells: [
      html`<a href="${recordHref(sequence)}">${time(record.time, 'never', 'seconds')}</a>`,
      html`${shortText(whatOf(record))} <span class="muted">${surface}</span>`,
      credential === null
        ? orNone(null)
        : html`<a class="alias" href="${addressOf('/audit', { credential })}">${credential}</a>`,
      shortUrl(url),
      decisionOf(record),
      orNone(result?.status ?? null),
      whoOf(record),
    ],
  }
}

/** One column: four would leave no room for the target. */
function whoOf(record: AuditRecord): Html {
  const rest = [record.role, record.ip].filter((one) => one !== null)
  return html`${by(record)} ${rest.length === 0 ? '' : html`<span class="row-note">${rest.join(', ')}</span>`}`
}
