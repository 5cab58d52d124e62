import { html } from 'hono/html'
import type { ShownApiKey } from '../../../../ports/control-plane.ts'
import { button } from '../../components/button.ts'
import { emptyState } from '../../components/empty-state.ts'
import { field } from '../../components/field.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { pager } from '../../components/pager.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { keyTable } from './key-table.ts'

const PAGE = 50
const LONGEST_FILTER = 128

/** `GET /keys`, newest first. `q`: part of a name, a prefix or a role; `page` from 1. */
export async function listKeys(visit: Visit): Promise<Shown> {
  const all = (await visit.control.listKeys()).toReversed()
  const wanted = (visit.query.get('q') ?? '').trim().slice(0, LONGEST_FILTER)
  const found = wanted === '' ? all : all.filter((key) => holds(key, wanted.toLowerCase()))
  const body = html`${pageHeading({
    title: 'API keys',
    intro: 'Each agent and program has a key of its own, and each key a role.',
    actions: linkButton({ text: 'New API key', href: '/keys/new', tone: 'primary' }),
  })}
  ${all.length === 0 ? none() : html`${filter(wanted)} ${found.length === 0 ? nothing() : list(visit, found, wanted)}`}`
  return { kind: 'page', title: 'API keys', place: 'keys', body }
}

const holds = ({ name, prefix, role }: ShownApiKey, part: string): boolean =>
  [name, prefix, role ?? ''].some((text) => text.toLowerCase().includes(part))

function list(visit: Visit, keys: readonly ShownApiKey[], wanted: string): Html {
  const last = Math.ceil(keys.length / PAGE)
  const page = Math.min(last, pageNumber(visit.query.get('page')))
  const from = (page - 1) * PAGE
  const shown = keys.slice(from, from + PAGE)
  return html`${keyTable(visit, shown, page)}
  ${pager({
    label: 'Pages of API keys',
    text: `${String(from + 1)}–${String(from + shown.length)} of ${String(keys.length)}`,
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

function filter(wanted: string): Html {
  return html`<form method="get" action="/keys" class="filter" role="search">
    ${field({
      name: 'q',
      label: 'Filter',
      type: 'search',
      value: wanted,
      required: true,
      attributes: { 'data-filter': true, maxlength: LONGEST_FILTER, required: false },
    })}
    ${button({ text: 'Filter' })}
  </form>`
}

const none = (): Html =>
  emptyState({
    title: 'No API keys yet',
    text: 'An agent or program shows its key with each request, and may then do what the role of the key allows.',
    action: html`${linkButton({ text: 'Connect an agent', href: '/connect', tone: 'primary' })}
    ${linkButton({ text: 'New API key', href: '/keys/new' })}`,
  })

const nothing = (): Html =>
  emptyState({
    title: 'No such key',
    text: 'No name, prefix or role of a key holds this text.',
    action: linkButton({ text: 'Show all', href: '/keys' }),
  })
