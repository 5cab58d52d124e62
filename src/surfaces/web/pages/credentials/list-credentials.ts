import { html } from 'hono/html'
import { SCRUBBABLE_BYTES, type CredentialInfo } from '../../../../domain/credential.ts'
import { alert } from '../../components/alert.ts'
import { badge } from '../../components/badge.ts'
import { bindingList, originText } from '../../components/binding-list.ts'
import { emptyState } from '../../components/empty-state.ts'
import { field } from '../../components/field.ts'
import { FILTER_FIELD, filterForm } from '../../components/filter-form.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { pager } from '../../components/pager.ts'
import { select } from '../../components/select.ts'
import { table, type Row } from '../../components/table.ts'
import { time } from '../../components/time.ts'
import { credentialPath } from '../../credential-path.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { typeText } from './type-texts.ts'

const PAGE_SIZE = 50
const LIST = 'credential-list'

const SHOWN = {
  all: { text: 'All', fits: (): boolean => true },
  unbound: { text: 'Unbound', fits: ({ binding }: CredentialInfo): boolean => binding.length === 0 },
  weak: { text: 'Short secrets', fits: ({ weak }: CredentialInfo): boolean => weak },
} as const

interface Asked {
  readonly text: string
  readonly show: keyof typeof SHOWN
  /** From 1. */
  readonly page: number
}

/** All credentials, 50 a page: `?q=` looks through alias, description and hosts, `?show=unbound|weak`. */
export async function credentialList({ control, query, partial }: Visit): Promise<Shown> {
  const all = await control.listCredentials()
  const asked = read(query)
  const list = listPart(all, asked)
  if (partial) return { kind: 'fragment', body: list }
  const actions = linkButton({ text: 'New credential', href: '/credentials/new', tone: 'primary' })
  const heading = pageHeading({ title: 'Credentials', actions })
  const body =
    all.length === 0
      ? html`${heading}${noneYet()}`
      : html`${heading}${warning(all)}${filter(asked)}
          <div id="${LIST}" class="stack-close">${list}</div>`
  return { kind: 'page', title: 'Credentials', place: 'credentials', body }
}

function read(query: URLSearchParams): Asked {
  const show = query.get('show') ?? 'all'
  const page = Number.parseInt(query.get('page') ?? '1', 10)
  return {
    text: (query.get('q') ?? '').trim().slice(0, 200),
    show: Object.hasOwn(SHOWN, show) ? (show as Asked['show']) : 'all',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  }
}

function filter({ text, show }: Asked): Html {
  const options = Object.entries(SHOWN).map(([value, row]) => ({ value, text: row.text }))
  return filterForm({
    label: 'Find credentials',
    action: '/credentials',
    target: LIST,
    fields: [
      field({
        name: 'q',
        label: 'Alias, description or host',
        type: 'search',
        value: text,
        required: false,
        attributes: FILTER_FIELD,
      }),
      select({ name: 'show', label: 'Show', options, selected: show }),
    ],
  })
}

function listPart(all: readonly CredentialInfo[], asked: Asked): Html {
  const words = asked.text.toLowerCase()
  const { fits } = SHOWN[asked.show]
  const found =
    words === '' && asked.show === 'all' ? all : all.filter((one) => fits(one) && holds(one, words))
  if (found.length === 0) {
    return html`<p class="muted" data-count>
      No credential fits. <a href="/credentials">Show all ${all.length}</a>
    </p>`
  }
  const last = Math.ceil(found.length / PAGE_SIZE)
  const page = Math.min(asked.page, last)
  const from = (page - 1) * PAGE_SIZE
  const rows = found.slice(from, from + PAGE_SIZE)
  const text = `${from + 1}–${from + rows.length} of ${found.length}`
  return html`${table({
      caption: 'Credentials, by alias',
      headings: [
        { text: 'Alias' },
        { text: 'May go to' },
        { text: 'Type', width: 'tight' },
        { text: 'Created', width: 'tight' },
        { text: 'Actions', hidden: true, align: 'end', width: 'tight' },
      ],
      rows: rows.map((credential) => row(credential)),
    })}
    <p class="unseen" data-count>${text}</p>
    ${pager({
      label: 'Pages of credentials',
      text,
      previous: page > 1 ? address(asked, page - 1) : null,
      next: page < last ? address(asked, page + 1) : null,
    })}`
}

function holds({ alias, description, binding }: CredentialInfo, words: string): boolean {
  return (
    words === '' ||
    alias.toLowerCase().includes(words) ||
    (description?.toLowerCase().includes(words) ?? false) ||
    binding.some((origin) => originText(origin).includes(words))
  )
}

function row(credential: CredentialInfo): Row {
  const { alias, description, binding, type, createdAt, weak } = credential
  return {
    cells: [
      html`<a class="alias" href="${credentialPath(alias)}">${alias}</a>${
          description === null ? '' : html`<span class="row-note">${description}</span>`
        }`,
      html`${bindingList(binding)}${weak ? html` ${badge('warn', 'short secret')}` : ''}`,
      html`<span class="nowrap">${typeText(type).name}</span>`,
      time(createdAt, 'never', 'day'),
      linkButton({
        text: 'Delete',
        href: credentialPath(alias, 'delete'),
        tone: 'quiet',
        label: `Delete ${alias}`,
      }),
    ],
  }
}

function address({ text, show }: Asked, page: number): string {
  const query = new URLSearchParams()
  if (text !== '') query.set('q', text)
  if (show !== 'all') query.set('show', show)
  query.set('page', String(page))
  return `/credentials?${query.toString()}`
}

function warning(all: readonly CredentialInfo[]): Html {
  const unbound = all.filter(SHOWN.unbound.fits).length
  const weak = all.filter(SHOWN.weak.fits).length
  return html`${unbound === 0 ? '' : unboundWarning(unbound)}${weak === 0 ? '' : weakWarning(weak)}`
}

export function unboundWarning(count: number): Html {
  return alert({
    tone: 'warn',
    text: html`${count === 1 ? 'One credential is' : `${count} credentials are`} bound to no host, so only a
      policy that names the host lets ${count === 1 ? 'it' : 'them'} go anywhere.
      <a href="/credentials?show=unbound">Show ${count === 1 ? 'it' : 'them'}</a>`,
  })
}

export function weakWarning(count: number): Html {
  return alert({
    tone: 'warn',
    text: html`${count === 1 ? 'One secret is' : `${count} secrets are`} shorter than ${SCRUBBABLE_BYTES}
      bytes: answers cannot be cleaned of ${count === 1 ? 'it' : 'them'}.
      <a href="/credentials?show=weak">Show ${count === 1 ? 'it' : 'them'}</a>`,
  })
}

const noneYet = (): Html =>
  emptyState({
    title: 'No credentials yet',
    text: 'A credential is a secret that agents may use but never see: an API key, or a username and password. They name its alias; it is put into the request here.',
    action: linkButton({ text: 'Add the first one', href: '/credentials/new', tone: 'primary' }),
  })
