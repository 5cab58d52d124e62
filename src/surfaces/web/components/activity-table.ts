import { html } from 'hono/html'
import type { AuditRecord } from '../../../domain/audit-chain/audit-record.ts'
import { timesOf } from '../../../domain/audit-event.ts'
import { credentialPath } from '../credential-path.ts'
import type { Html } from '../page.ts'
import { badge } from './badge.ts'
import type { Content } from './content.ts'
import { NOTHING, table } from './table.ts'
import { time } from './time.ts'

/** A few of the newest audit records, as they are told on a page that is about something else. */
export function activityTable(
  caption: string,
  records: readonly AuditRecord[],
  { about = true }: { readonly about?: boolean } = {},
): Html {
  return table({
    caption,
    headings: [
      { text: 'When', width: 'tight' },
      ...(about ? [{ text: 'Credential' }] : []),
      { text: 'What' },
      { text: 'By' },
      { text: 'Outcome', width: 'tight' },
    ],
    rows: records.map((record) => ({
      cells: [
        time(record.time),
        ...(about ? [subject(record)] : []),
        what(record),
        by(record),
        outcome(record),
      ],
    })),
  })
}

const isRequest = ({ url }: AuditRecord): boolean => url !== null

function subject(record: AuditRecord): Content {
  const { credential, action } = record
  if (credential === null) return NOTHING
  const named = isRequest(record) || action.startsWith('credential.')
  return named
    ? html`<a class="alias" href="${credentialPath(credential)}">${credential}</a>`
    : html`<span class="alias">${credential}</span>`
}

function what(record: AuditRecord): Content {
  const { method, url, action } = record
  const times = timesOf(record)
  if (url === null) return html`<code>${action}</code> ${times === 1 ? '' : `${times} times`}`
  return html`<code>${method ?? ''} ${url.replace(/^https:\/\//, '')}</code>`
}

/** Who asked, in a word: a key by its name. */
export function by({ keyName, key, principal, action }: AuditRecord): string {
  // The program itself, which needs nobody to ask it.
  if (action.startsWith('server.')) return 'server'
  if (keyName !== null) return keyName
  if (key !== null) return key
  return principal === 'none' ? 'unknown' : principal === 'local' ? 'local user' : principal
}

function outcome(record: AuditRecord): Html {
  const { decision, error, result } = record
  if (decision === 'deny') return badge('bad', error ?? 'refused')
  if (result === null) return isRequest(record) ? badge('plain', 'under way') : badge('good', 'done')
  if (result.outcome === 'complete') {
    if (result.status === null) return badge('good', 'done')
    return badge(result.status < 400 ? 'good' : 'warn', String(result.status))
  }
  return badge(result.outcome === 'cut' ? 'warn' : 'bad', result.error ?? result.outcome)
}
