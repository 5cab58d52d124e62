import { html } from 'hono/html'
import { badge, type Tone } from '../../components/badge.ts'
import { card } from '../../components/card.ts'
import type { Content } from '../../components/content.ts'
import { definitionList } from '../../components/definition-list.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { table } from '../../components/table.ts'
import { time } from '../../components/time.ts'
import type { Html, Route, Shown, Visit } from '../../page.ts'
import type { Finding } from '../../web-deps.ts'

const LEVELS: Readonly<
  Record<Finding['level'], { readonly tone: Tone; readonly text: string; readonly rank: number }>
> = {
  error: { tone: 'bad', text: 'wrong', rank: 0 },
  warning: { tone: 'warn', text: 'look at this', rank: 1 },
  ok: { tone: 'good', text: 'fine', rank: 2 },
}

/** How this installation is, what is wrong first. */
async function healthReport({ deps }: Visit): Promise<Shown> {
  const { findings, generation, startedAt } = await deps.health()
  const sorted = findings.toSorted((a, b) => LEVELS[a.level].rank - LEVELS[b.level].rank)
  const wrong = findings.filter(({ level }) => level !== 'ok').length
  const body = html`${pageHeading({
    title: 'Health',
    intro: wrong === 0 ? 'All is well.' : `${wrong} of ${findings.length} checks found something.`,
  })}
  ${table({
    caption: 'Checks',
    headings: [
      { text: 'Check' },
      { text: 'State', width: 'tight' },
      { text: 'Found' },
      { text: 'What mends it' },
    ],
    rows: sorted.map((finding) => ({ cells: cells(finding) })),
  })}
  ${card({
    title: 'This installation',
    body: definitionList([
      { term: 'Version', value: deps.options.version },
      { term: 'Vault generation', value: html`${generation} <span class="muted">changes so far</span>` },
      { term: 'Running since', value: time(startedAt) },
      { term: 'Proxy for agents', value: html`<code>${deps.options.proxyUrl}</code>` },
    ]),
  })}`
  return { kind: 'page', title: 'Health', place: 'health', body }
}

/** A title is `check: what was found`. */
function cells(finding: Finding): readonly Content[] {
  const { title, advice } = finding
  const colon = title.indexOf(': ')
  const [check, found] = colon < 0 ? [title, ''] : [title.slice(0, colon), title.slice(colon + 2)]
  return [html`<strong>${check}</strong>`, state(finding), found, advice]
}

function state({ level }: Finding): Html {
  const { tone, text } = LEVELS[level]
  return badge(tone, text)
}

export const healthRoutes: readonly Route[] = [{ method: 'GET', path: '/health-report', serve: healthReport }]
