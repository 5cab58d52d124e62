import { html } from 'hono/html'
import type { Html } from '../page.ts'

/** The sign beside the name. Says nothing by itself. */
export function brandMark(): Html {
  return html`<svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="brand-wings" d="M2 5h6.4L16 23.4 23.6 5H30L19.4 29h-6.8z"></path>
    <circle cx="16" cy="6.4" r="4.4" fill="currentColor"></circle>
  </svg>`
}
