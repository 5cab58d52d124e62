import { html } from 'hono/html'
import type { Html } from '../page.ts'

/** Lines to be read as they are: a policy, a trace. What is to be taken elsewhere is a `copyBox`. Scrolls by itself, by keyboard too. */
export function codeBlock(label: string, text: string): Html {
  return html`<pre
    class="code-block"
    tabindex="0"
    role="region"
    aria-label="${label}"
  ><code>${text}</code></pre>`
}
