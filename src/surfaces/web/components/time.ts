import { html } from 'hono/html'
import type { Html } from '../page.ts'

export type Precision = 'day' | 'minutes' | 'seconds'

/** How much of `2026-11-23T20:14:55.163Z` is shown. */
const LENGTHS: Readonly<Record<Precision, number>> = { day: 10, minutes: 16, seconds: 19 }

/**
 * A moment: in UTC as it is sent; the script turns it into the viewer's zone, and says in its title how long ago it was.
 * `when`: milliseconds since the epoch, or ISO 8601; `null`: `otherwise`, as it is. It leaves out the day where that is today, and the year where it is this one.
 */
export function time(
  when: number | string | null,
  otherwise = 'never',
  precision: Precision = 'minutes',
): Html {
  const date = when === null ? undefined : new Date(when)
  if (date === undefined || Number.isNaN(date.getTime())) return html`<span class="muted">${otherwise}</span>`
  const iso = date.toISOString()
  const text = iso.slice(0, LENGTHS[precision]).replace('T', ' ')
  const shown = precision === 'day' ? text : `${text} UTC`
  return html`<time datetime="${iso}" data-precision="${precision}">${shown}</time>`
}
