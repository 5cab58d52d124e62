import { html } from 'hono/html'
import type { Html } from '../page.ts'

/**
 * A moment: in UTC as it is sent; the script turns it into the viewer's zone, and says in its title how long ago it was.
 * `when`: milliseconds since the epoch, or ISO 8601; `null`: `otherwise`, as it is. `seconds`: also them.
 */
export function time(
  when: number | string | null,
  otherwise = 'never',
  precision: 'minutes' | 'seconds' = 'minutes',
): Html {
  const date = when === null ? undefined : new Date(when)
  if (date === undefined || Number.isNaN(date.getTime())) return html`<span class="muted">${otherwise}</span>`
  const iso = date.toISOString()
  const shown = `${iso.slice(0, 10)} ${iso.slice(11, precision === 'seconds' ? 19 : 16)} UTC`
  return html`<time datetime="${iso}" data-precision="${precision}">${shown}</time>`
}
