import { html } from 'hono/html'
import type { Html } from '../../page.ts'

/** The most that stays on one line of a narrow column. */
const SHORT = 20

/** A name in a table: a short one is not broken, a long one may be anywhere. */
export const shortText = (text: string): Html =>
  text.length <= SHORT ? html`<span class="nowrap">${text}</span>` : html`${text}`
