import { html } from 'hono/html'
import type { Html } from '../page.ts'
import type { Content } from './content.ts'

export interface EmptyState {
  /** What is not there yet: `No credentials yet`. */
  readonly title: string
  /** What such a thing is for, in a sentence or two. */
  readonly text: Content
  /** What to do now: a `linkButton`. */
  readonly action?: Content
}

/** In the place of a list that has nothing in it. */
export function emptyState({ title, text, action }: EmptyState): Html {
  return html`<div class="empty">
    <h2>${title}</h2>
    <p>${text}</p>
    ${action === undefined ? '' : html`<div class="actions">${action}</div>`}
  </div>`
}
