import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes, type AttributeValues } from './attributes.ts'
import type { Content } from './content.ts'

/** `primary`: the one thing the page is for. `danger`: cannot be taken back. `quiet`: in rows of a table. */
export type ButtonTone = 'primary' | 'plain' | 'danger' | 'quiet'

export interface Button {
  readonly text: Content
  readonly tone?: ButtonTone
  readonly type?: 'submit' | 'button' | 'reset'
  readonly name?: string
  readonly value?: string
  /** For whom the words alone say too little: `Delete github-api`. Must begin with the words that are seen (WCAG 2.5.3). */
  readonly label?: string
  readonly attributes?: AttributeValues
}

/** Does something: sends a form. What only leads elsewhere is a `linkButton`. */
export function button(of: Button): Html {
  const optional = attributes({ name: of.name, value: of.value, 'aria-label': of.label, ...of.attributes })
  return html`<button class="button button-${of.tone ?? 'plain'}" type="${of.type ?? 'submit'}" ${optional}>
    ${of.text}
  </button>`
}
