import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'
import type { Tone } from './badge.ts'
import type { Content } from './content.ts'

export interface Alert {
  readonly tone: Tone
  readonly title?: string
  readonly text: Content
  /** What mends it. */
  readonly actions?: Content | readonly Content[]
  /**
   * `status`: read out when the reader pauses (something was done). `alert`: at once (something went wrong just now).
   * Left out: a note that is simply part of the page.
   */
  readonly role?: 'status' | 'alert'
}

/** One message above what it is about. What was wrong with a form's fields is a `problemList`. */
export function alert({ tone, title, text, actions, role }: Alert): Html {
  return html`<div class="alert alert-${tone}" ${attributes({ role })}>
    <div class="alert-text">
      ${title === undefined ? '' : html`<p class="alert-title">${title}</p>`}
      <p>${text}</p>
    </div>
    ${actions === undefined ? '' : html`<div class="actions">${actions}</div>`}
  </div>`
}
