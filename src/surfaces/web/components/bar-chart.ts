import { html } from 'hono/html'
import type { AuditStats } from '../../../ports/audit-desk.ts'
import type { Html } from '../page.ts'
import { table } from './table.ts'
import { time } from './time.ts'

type Hours = AuditStats['lastDay']

const HEIGHT = 96
const SLOT = 20
const BAR = 14

/** What was decided in each of 24 hours: allowed below, refused above it, in another shade and hatched. The numbers are in a table beneath, for whom a picture says nothing. */
export function barChart(caption: string, hours: Hours): Html {
  const most = Math.max(1, ...hours.map(({ allowed, denied }) => allowed + denied))
  const bars = hours.map((hour, at) => bar(hour, at * SLOT + (SLOT - BAR) / 2, most))
  return html`<figure class="chart">
    <svg
      class="chart-picture"
      viewBox="0 0 ${hours.length * SLOT} ${HEIGHT}"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path class="chart-line" d="M0 ${HEIGHT - 0.5}H${hours.length * SLOT}"></path>
      ${bars}
    </svg>
    <div class="chart-axis" aria-hidden="true"><span>24 hours ago</span><span>now</span></div>
    <figcaption class="chart-legend">
      <span class="chart-scale">Most in an hour: ${most}</span>
      <span class="chart-key chart-key-allowed">allowed</span>
      <span class="chart-key chart-key-denied">refused</span>
    </figcaption>
    <details class="chart-numbers">
      <summary>Numbers by hour</summary>
      ${numbers(caption, hours)}
    </details>
  </figure>`
}

function bar({ hour, allowed, denied }: Hours[number], x: number, most: number): Html {
  const allowedHeight = height(allowed, most)
  const deniedHeight = height(denied, most)
  const at = `${new Date(hour).toISOString().slice(11, 16)} UTC`
  return html`<g class="chart-hour">
    <title>${at}: ${allowed} allowed, ${denied} refused</title>
    <rect class="chart-hit" x="${x - (SLOT - BAR) / 2}" y="0" width="${SLOT}" height="${HEIGHT}"></rect>
    <rect
      class="chart-allowed"
      x="${x}"
      y="${HEIGHT - allowedHeight}"
      width="${BAR}"
      height="${allowedHeight}"
    ></rect>
    <rect
      class="chart-denied"
      x="${x}"
      y="${HEIGHT - allowedHeight - deniedHeight}"
      width="${BAR}"
      height="${deniedHeight}"
    ></rect>
  </g>`
}

/** At least two units for one: a single refusal must be seen beside thousands. */
function height(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(2, Math.round((count / most) * (HEIGHT - 4)))
}

function numbers(caption: string, hours: Hours): Html {
  return table({
    caption,
    headings: [{ text: 'Hour' }, { text: 'Allowed', align: 'end' }, { text: 'Refused', align: 'end' }],
    rows: hours.map(({ hour, allowed, denied }) => ({ cells: [time(hour), `${allowed}`, `${denied}`] })),
  })
}
