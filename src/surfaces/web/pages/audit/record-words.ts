import { html } from 'hono/html'
import { recordedHost, type AuditRecord } from '../../../../domain/audit-chain/audit-record.ts'
import { timesOf } from '../../../../domain/audit-event.ts'
import { actionKind } from '../../../../domain/telemetry/labels.ts'
import { badge } from '../../components/badge.ts'
import { NOTHING } from '../../components/table.ts'
import type { Html } from '../../page.ts'

/** A text, or that there is none. */
export const orNone = (text: string | number | null): Html =>
  text === null ? NOTHING : html`${String(text)}`

/** `GET` of a request to a target, the name of an act; how many, where it stands for several. */
export function whatOf(record: AuditRecord): string {
  const { action, method } = record
  const times = timesOf(record)
  const what = action === 'http_request' && method !== null ? method : action
  return times === 1 ? what : `${what} (${times} times)`
}

/** What was decided, and what became of it. */
export function decisionOf({ decision, error, result, action }: AuditRecord): Html {
  if (decision === 'deny') return html`${badge('bad', 'refused')} ${error ?? ''}`
  if (result === null) return actionKind(action) === 'event' ? NOTHING : badge('plain', 'not ended')
  if (result.outcome === 'complete') return badge('good', 'allowed')
  return html`${badge('warn', result.outcome)} ${result.error ?? ''}`
}

const LONGEST = 80

/** The host, and as much of the rest as a line takes. */
export function shortUrl(url: string | null): Html {
  const host = recordedHost(url)
  if (url === null || host === null) return orNone(url)
  const rest = url.slice(url.indexOf('://') + 3 + host.length)
  return html`${host}<span class="muted"
      >${rest.length > LONGEST ? `${rest.slice(0, LONGEST)}…` : rest}</span
    >`
}
