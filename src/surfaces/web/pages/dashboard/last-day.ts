import { html } from 'hono/html'
import type { AuditStats } from '../../../../ports/audit-desk.ts'
import { barChart } from '../../components/bar-chart.ts'
import { card } from '../../components/card.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { lastDayOf } from './installation.ts'

const PATH = '/last-day'

/** The last 24 hours by decision: as a fragment for the dashboard, or as a page of its own. */
export async function lastDayPage(visit: Visit): Promise<Shown> {
  const chart = lastDayChart(await lastDayOf(visit))
  if (visit.partial) return { kind: 'fragment', body: chart }
  const heading = pageHeading({ title: 'The last 24 hours', back: { href: '/', text: 'Dashboard' } })
  const body = html`${heading}${chart}`
  return { kind: 'page', title: 'The last 24 hours', place: 'dashboard', body }
}

/** On the dashboard; `undefined`: still being counted, then it is asked for as soon as the page stands. */
export function lastDayCard(stats: AuditStats | undefined): Html {
  return card({
    title: 'Requests, last 24 hours',
    actions: linkButton({ text: 'Audit log', href: '/audit', tone: 'quiet' }),
    body:
      stats === undefined
        ? html`<div class="chart-waiting" hx-get="${PATH}" hx-trigger="load" hx-swap="outerHTML">
            <p class="muted">Counting. <a href="${PATH}">Show it when it is done</a></p>
          </div>`
        : lastDayChart(stats),
  })
}

function lastDayChart({ lastDay, total }: AuditStats): Html {
  if (total === 0) return html`<p class="muted">No request in the last 24 hours.</p>`
  return barChart('Requests by hour and decision', lastDay)
}
