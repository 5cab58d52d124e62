import { html } from 'hono/html'
import type { ShownApiKey } from '../../../../ports/control-plane.ts'
import { emptyState } from '../../components/empty-state.ts'
import { field } from '../../components/field.ts'
import { FILTER_FIELD, filterForm } from '../../components/filter-form.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { pager } from '../../components/pager.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { keyTable } from './key-table.ts'

const PAGE = 50
const LONGEST_FILTER = 128
const LIST = 'key-list'

/** `GET /keys`, newest first. `q`: part of a name, a prefix or a role; `page` from 1. */
export async function listKeys(visit: Visit): Promise<Shown> {
  const all = (await visit.control.listKeys()).toReversed()
  const wanted = (visit.query.get('q') ?? '').trim().slice(0, LONGEST_FILTER)
  const found = wanted === '' ? all : all.filter((key) => holds(key, wanted.toLowerCase()))
  const part = found.length === 0 ? nothing() : list(visit, found, wanted)
  if (visit.partial) return { kind: 'fragment', body: part }
  const body = html`${pageHeading({
    title: 'API keys',
    intro: 'Each agent and program has a key of its own, and each key a role.',
    actions: linkButton({ text: 'New API key', href: '/keys/new', tone: 'primary' }),
  })}
  ${
    all.length === 0
      ? none()
      : html`${filter(wanted)}
          <div id="${LIST}" class="stack-close">${part}</div>`
  }`
  return { kind: 'page', title: 'API keys', place: 'keys', body }
}

const holds = ({ name, prefix, role }: ShownApiKey, part: string): boolean =>
  [name, prefix, role ?? ''].some((text) => text.toLowerCase().includes(part))

function list(visit: Visit, keys: readonly ShownApiKey[], wanted: string): Html {
  const last = Math.ceil(keys.length / PAGE)
  const page = Math.min(last, pageNumber(visit.query.get('page')))
  const from = (page - 1) * PAGE
  const shown = keys.slice(from, from + PAGE)
  const text = `${String(from + 1)}–${String(from + shown.length)} of ${String(keys.length)}`
  return html`${keyTable(visit, shown, page)}
    <p class="unseen" data-count>${text}</p>
    ${pager({
      label: 'Pages of API keys',
      text,
      previous: page > 1 ? keysHref(page - 1, wanted) : null,
      next: page < last ? keysHref(page + 1, wanted) : null,
    })}`
}

/** From 1; whatever is no such number is 1. */
export function pageNumber(text: string | null): number {
  return /^[1-9][0-9]{0,5}$/.test(text ?? '') ? Number(text) : 1
}

export function keysHref(page: number, wanted = ''): string {
  const query = new URLSearchParams({
    ...(wanted === '' ? {} : { q: wanted }),
    ...(page === 1 ? {} : { page: String(page) }),
  }).toString()
  return query === '' ? '/keys' : `/keys?${query}`
}

const filter = (wanted: string): Html =>
  filterForm({
    label: 'Find API keys',
    action: '/keys',
    target: LIST,
    fields: field({
      name: 'q',
      label: 'Name, beginning or role',
      type: 'search',
      value: wanted,
      attributes: { ...FILTER_FIELD, maxlength: LONGEST_FILTER },
    }),
  })

const none = (): Html =>
  emptyState({
    title: 'No API keys yet',
    text: 'An agent or program shows its key with each request, and may then do what the role of the key allows.',
    action: html`${linkButton({ text: 'Connect an agent', href: '/connect', tone: 'primary' })}
    ${linkButton({ text: 'New API key', href: '/keys/new' })}`,
  })

const nothing = (): Html =>
  html`<p class="muted" data-count>No API key fits. <a href="/keys">Show all</a></p>`
