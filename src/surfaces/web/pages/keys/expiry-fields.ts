import { html } from 'hono/html'
import { VultrinoError } from '../../../../domain/errors.ts'
import { parseExpiry } from '../../../../domain/expiry.ts'
import { field } from '../../components/field.ts'
import type { Problem } from '../../components/problem-list.ts'
import { select } from '../../components/select.ts'
import type { Form } from '../../form.ts'
import type { Html } from '../../page.ts'
import { problemAt } from '../roles/form-problems.ts'

const PRESETS = [
  { value: '7d', text: 'In 7 days' },
  { value: '30d', text: 'In 30 days' },
  { value: '90d', text: 'In 90 days' },
  { value: '1y', text: 'In a year' },
  { value: 'never', text: 'Never' },
] as const

/** When a key ends, as it stands in a form: a preset, or a date in its place. */
export interface ExpiryEntry {
  readonly preset: string
  /** `2026-12-31`; empty: none. */
  readonly date: string
}

export const typedExpiry = (form: Form): ExpiryEntry => ({
  preset: form.text('expires'),
  date: form.text('expires_on'),
})

/** Milliseconds since the epoch; `null`: never. A date counts to its end, UTC. Throws `invalid_request`. */
export function expiryOf({ preset, date }: ExpiryEntry, now: number): number | null {
  if (date !== '') return parseExpiry(date, now)
  if (PRESETS.some(({ value }) => value === preset)) return parseExpiry(preset, now)
  throw new VultrinoError('invalid_request', { reason: 'choose when the key expires' })
}

export function expiryFields({ preset, date }: ExpiryEntry, problems: readonly Problem[]): Html {
  return html`<div class="field-row">
    ${select({
      name: 'expires',
      label: 'Expires',
      hint: 'Counted from now',
      options: PRESETS,
      selected: preset,
      required: true,
    })}
    ${field({
      name: 'expires_on',
      label: 'Or on a day',
      type: 'date',
      value: date,
      hint: 'At its end, UTC; counts before the other',
      error: problemAt(problems, 'expires_on'),
    })}
  </div>`
}
