import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'

export interface CopyBox {
  /** What it is: `API key`, `Settings for Claude Desktop`. */
  readonly label: string
  readonly text: string
  /** Several lines, as they are. */
  readonly lines?: boolean
  readonly id: string
}

/** A text to be taken elsewhere. With the script: a button that copies it. Without: a click selects all of it. */
export function copyBox({ label, text, lines = false, id }: CopyBox): Html {
  const given = attributes({ id, 'aria-label': label, tabindex: 0, role: 'group' })
  const shown = lines
    ? html`<pre class="copy-text" ${given}><code>${text}</code></pre>`
    : html`<code class="copy-text" ${given}>${text}</code>`
  return html`<div class="copy-box${lines ? ' copy-box-lines' : ''}">
    ${shown}
    <button
      class="button button-plain copy-button"
      type="button"
      data-copy="${id}"
      aria-label="Copy ${label}"
      hidden
    >
      Copy
    </button>
  </div>`
}
