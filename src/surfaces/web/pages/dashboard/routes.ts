import { html } from 'hono/html'
import type { AuditRecord } from '../../../../domain/audit-chain/audit-record.ts'
import type { AuditStats } from '../../../../ports/audit-desk.ts'
import { activityTable } from '../../components/activity-table.ts'
import { card } from '../../components/card.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { stats, type Stat } from '../../components/stat.ts'
import type { Html, Route, Shown, Visit } from '../../page.ts'
import { firstSteps } from './first-steps.ts'
import { healthOf, lastDayOf } from './installation.ts'
import { lastDayCard, lastDayPage } from './last-day.ts'
import { warnings } from './warnings.ts'
import { within } from './within.ts'

const RECENT = 10
/** What is slow may take so long, then the page goes without it. */
const HEALTH_PATIENCE_MS = 8
/** Enough for a log of millions of rows that was read up, which a server does when it starts. */
const LAST_DAY_PATIENCE_MS = 10

async function dashboard(visit: Visit): Promise<Shown> {
  const { control, audit } = visit
  const [credentials, roles, keys, { records }, day, well] = await Promise.all([
    control.listCredentials(),
    control.listRoles(),
    control.listKeys(),
    audit.search({}, { limit: RECENT }),
    within(LAST_DAY_PATIENCE_MS, lastDayOf(visit)),
    within(HEALTH_PATIENCE_MS, healthOf(visit).value()),
  ])
  const requests = (day?.total ?? 0) > 0 || records.some(({ url }) => url !== null)
  const body = html`${pageHeading({ title: 'Dashboard' })}
  ${firstSteps({ credentials: credentials.length > 0, keys: keys.length > 0, requests })}
  ${warnings(credentials, well)}
  ${stats([
    { label: 'Credentials', value: credentials.length, href: '/credentials' },
    { label: 'Roles', value: roles.length, href: '/roles' },
    { label: 'API keys', value: keys.length, href: '/keys' },
    requestStat(day),
  ])}
  ${lastDayCard(day)} ${recentCard(records)}`
  return { kind: 'page', title: 'Dashboard', place: 'dashboard', body }
}

function requestStat(day: AuditStats | undefined): Stat {
  const denied = day?.decision['deny'] ?? 0
  return {
    label: 'Requests, last 24 h',
    value: day?.total ?? '…',
    href: '/audit?action=http_request',
    ...(denied === 0 ? {} : { note: `${denied} refused` }),
  }
}

function recentCard(records: readonly AuditRecord[]): Html {
  return card({
    title: 'Recent activity',
    kind: records.length === 0 ? 'plain' : 'flush',
    body:
      records.length === 0
        ? html`<p class="muted">Nothing happened yet.</p>`
        : activityTable('Recent activity, newest first', records),
  })
}

export const dashboardRoutes: readonly Route[] = [
  { method: 'GET', path: '/', serve: dashboard },
  { method: 'GET', path: '/last-day', serve: lastDayPage },
]
