import { html } from 'hono/html'
import type { AuditPage } from '../../../../ports/audit-desk.ts'
import { button } from '../../components/button.ts'
import { emptyState } from '../../components/empty-state.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { pager } from '../../components/pager.ts'
import { problemList } from '../../components/problem-list.ts'
import { withoutScript } from '../../components/without-script.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { addressOf, FILTER_FIELDS, readBefore, readFilter, typedFilter, type Typed } from './audit-filter.ts'
import { auditTable, BODY_ID } from './audit-table.ts'
import { filterForm } from './filter-form.ts'

/** Records on one page. */
const PAGE = 50

/** `GET /audit` */
export async function listAudit({ audit, query, deps, csrf }: Visit): Promise<Shown> {
  const typed = typedFilter(query)
  const before = readBefore(query)
  const address = addressOf('/audit', typed, before === undefined ? {} : { before: String(before) })
  // Of a form come the empty fields too, and what must not stay in an address.
  if (!isClean(query, typed)) return { kind: 'redirect', to: address }
  const read = readFilter(typed, deps.now())
  // What happens now stands on the first page, if it is asked for at all.
  const live = before === undefined && typed.until === undefined
  const frame = (problems: Html, list: Html, position: number | null): Shown => ({
    kind: 'page',
    title: 'Audit',
    place: 'audit',
    status: position === null ? 422 : 200,
    body: html`${pageHeading({
        title: 'Audit',
        intro: 'Every use of a credential, every refusal, every change and sign-in, newest first.',
        actions: [verifyButton(csrf), ...exportLinks(typed)],
      })}
      <div class="stack">
        ${problems} ${filterForm(typed, read.problems)}
        ${position === null ? '' : following(typed, address, live ? position : null)} ${list}
      </div>`,
  })
  if (read.query === null) {
    const problems = Object.entries(read.problems).map(([field, text]) => ({ field, text }))
    return frame(problemList(problems, 'This filter cannot be read'), html``, null)
  }
  const page = await audit.search(read.query, { limit: PAGE, before })
  return frame(html``, listOf(page, typed, before), page.position)
}

function isClean(query: URLSearchParams, typed: Typed): boolean {
  return (
    FILTER_FIELDS.every((name) => (query.get(name) ?? undefined) === typed[name]) &&
    query.get('before') !== ''
  )
}

function listOf({ records, next }: AuditPage, typed: Typed, before: number | undefined): Html {
  if (records.length === 0 && before === undefined) {
    const filtered = Object.keys(typed).length > 0
    // The table is there all the same: what happens now is put into it.
    return html`${emptyState({
        title: filtered ? 'Nothing like this is recorded' : 'Nothing is recorded yet',
        text: filtered
          ? 'No record matches the filter. Old records may have been removed ([audit] keep_days).'
          : 'Each request to a target will stand here, allowed or refused.',
      })}
      <div hidden data-live-table>${auditTable([])}</div>`
  }
  return html`${auditTable(records)}
  ${pager({
    label: 'Pages of the audit log',
    text: records.length === 1 ? '1 record' : `${records.length} records`,
    previous: before === undefined ? null : addressOf('/audit', typed),
    previousText: 'Newest',
    next: next === null ? null : addressOf('/audit', typed, { before: String(next) }),
    nextText: 'Older',
  })}`
}

/** The button works with the script alone; the link stands for it without. `position`: where to follow from; `null` on older pages. */
function following(typed: Typed, address: string, position: number | null): Html {
  return html`<div class="actions">
    ${
      position === null
        ? ''
        : button({
            text: 'Follow live',
            type: 'button',
            attributes: {
              'data-live': addressOf('/audit/follow', typed),
              'data-live-after': position,
              'data-live-into': BODY_ID,
              hidden: true,
            },
          })
    }
    ${withoutScript(linkButton({ text: 'Reload', href: address }))}
    <span role="status" class="muted" data-live-status>${position === null ? notLive(typed) : ''}</span>
  </div>`
}

const notLive = ({ until }: Typed): string =>
  until === undefined
    ? 'New records come on the newest page, not on this one.'
    : 'New records are not shown while Until is set.'

const exportLinks = (typed: Typed): readonly Html[] =>
  (['jsonl', 'csv'] as const).map((format) =>
    linkButton({
      text: format === 'csv' ? 'CSV' : 'JSON lines',
      label:
        format === 'csv'
          ? 'CSV: download what the filter finds'
          : 'JSON lines: download what the filter finds',
      href: addressOf('/audit/export', typed, { format }),
      attributes: { download: true },
    }),
  )

const verifyButton = (csrf: Html): Html =>
  html`<form method="post" action="/audit/verify">${csrf}${button({ text: 'Verify' })}</form>`
