import { html } from 'hono/html'
import type { Html } from '../page.ts'

/** Id of what is not navigation. */
export const MAIN_ID = 'main'

/** The first thing a keyboard reaches: past the navigation. */
export function skipLink(): Html {
  return html`<a class="skip-link" href="#${MAIN_ID}">Skip to content</a>`
}
