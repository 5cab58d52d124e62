import { html } from 'hono/html'
import { SURFACES } from '../../../../domain/audit-event.ts'
import { ERRORS } from '../../../../domain/error-table.ts'
import { ACTIONS, EVENTS, OTHER } from '../../../../domain/telemetry/labels.ts'
import { attributes } from '../../components/attributes.ts'
import { button } from '../../components/button.ts'
import { field } from '../../components/field.ts'
import { linkButton } from '../../components/link-button.ts'
import { select, type SelectOption } from '../../components/select.ts'
import type { Html } from '../../page.ts'
import type { FilterField, Typed } from './audit-filter.ts'

type Problems = Readonly<Partial<Record<FilterField, string>>>

const ANY: SelectOption = { value: '', text: 'any' }
const named = [...ACTIONS, ...EVENTS].filter((one) => one !== OTHER)
const kinds = [
  ...new Set(named.flatMap((one) => (one.includes('.') ? [`${one.split('.', 1)[0] ?? ''}.*`] : []))),
]
const CHOICES: Readonly<Partial<Record<FilterField, readonly SelectOption[]>>> = {
  decision: [ANY, { value: 'allow', text: 'allowed' }, { value: 'deny', text: 'refused' }],
  surface: [ANY, ...SURFACES.map((value) => ({ value, text: value }))],
  action: [ANY, ...[...kinds, ...named].sort().map((value) => ({ value, text: value }))],
  error: [
    ANY,
    ...Object.keys(ERRORS)
      .sort()
      .map((value) => ({ value, text: value })),
  ],
}

interface Shape {
  readonly name: FilterField
  readonly label: string
  readonly hint?: string
}
const SHOWN: readonly Shape[] = [
  { name: 'credential', label: 'Credential' },
  { name: 'host', label: 'Host' },
  { name: 'decision', label: 'Decision' },
]
const MORE: readonly Shape[] = [
  { name: 'key', label: 'API key', hint: 'Its name, or how it begins' },
  { name: 'role', label: 'Role' },
  { name: 'action', label: 'Action' },
  { name: 'surface', label: 'Surface' },
  { name: 'error', label: 'Error' },
  { name: 'request', label: 'Request id' },
  { name: 'since', label: 'Since', hint: '2h, 7d, 2026-01-31' },
  { name: 'until', label: 'Until', hint: 'not included' },
]

/** Sent by GET: the address of what it finds can be kept and shared. */
export function filterForm(typed: Typed, problems: Problems | null): Html {
  const one = (shape: Shape, at: number): Html => control(shape, typed, problems ?? {}, at === 0)
  const open = MORE.some(({ name }) => typed[name] !== undefined)
  return html`<form class="stack-close" method="get" action="/audit" aria-label="Filter">
    <div class="filter">
      ${SHOWN.map(one)} ${button({ text: 'Find' })}
      ${Object.keys(typed).length === 0 ? '' : linkButton({ text: 'Clear', href: '/audit', tone: 'quiet' })}
    </div>
    <details class="more" ${attributes({ open })}>
      <summary>More filters</summary>
      <div class="filter">${MORE.map((shape) => one(shape, 1))}</div>
    </details>
  </form>`
}

function control({ name, label, hint }: Shape, typed: Typed, problems: Problems, first: boolean): Html {
  const value = typed[name] ?? ''
  const error = problems[name]
  // Said as optional eleven times over, it would be noise.
  const base = { name, label, error, ...(hint === undefined ? {} : { hint }) }
  const options = CHOICES[name]
  if (options === undefined)
    return field({
      ...base,
      value,
      attributes: { maxlength: 256, spellcheck: 'false', ...(first ? { 'data-filter': true } : {}) },
    })
  const known = options.some((option) => option.value === value)
  return select({
    ...base,
    selected: value,
    options: known ? options : [...options, { value, text: value }],
  })
}
