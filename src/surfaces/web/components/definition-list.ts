import { html } from 'hono/html'
import type { Html } from '../page.ts'
import type { Content } from './content.ts'

export interface Definition {
  readonly term: string
  readonly value: Content | readonly Content[]
}

/** The facts of one thing. Many things of one kind are a `table`. */
export function definitionList(items: readonly Definition[]): Html {
  return html`<dl class="facts">
    ${items.map(
      ({ term, value }) =>
        html`<div class="fact">
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}
