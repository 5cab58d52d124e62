import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'

export interface Tab {
  readonly href: string
  readonly text: string
  readonly current: boolean
}

/** Several views of one thing, each a page of its own address. Links, not ARIA tabs: they go somewhere. */
export function tabs(label: string, items: readonly Tab[]): Html {
  const links = items.map(
    ({ href, text, current }) =>
      html`<li>
        <a href="${href}" ${attributes({ 'aria-current': current ? 'page' : undefined })}>${text}</a>
      </li>`,
  )
  return html`<nav class="tabs" aria-label="${label}">
    <ul>
      ${links}
    </ul>
  </nav>`
}
