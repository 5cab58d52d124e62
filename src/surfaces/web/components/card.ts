import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'
import type { Content } from './content.ts'

export interface Card {
  readonly title?: string
  /** Buttons and links beside the title. */
  readonly actions?: Content
  readonly body: Content | readonly Content[]
  /** Where links to this part lead. */
  readonly id?: string
  /** `flush`: a table reaches to its edges. `danger`: for what cannot be taken back. */
  readonly kind?: 'plain' | 'flush' | 'danger'
}

/** A part of a page that stands by itself. A page's main list needs none. */
export function card({ title, actions, body, id, kind = 'plain' }: Card): Html {
  const head =
    title === undefined
      ? ''
      : html`<header class="card-head">
          <h2>${title}</h2>
          ${actions === undefined ? '' : html`<div class="actions">${actions}</div>`}
        </header>`
  return html`<section class="card card-${kind}" ${attributes({ id })}>
    ${head}
    <div class="card-body">${body}</div>
  </section>`
}
