import { html } from 'hono/html'
import type { Html } from '../page.ts'

/** A text in which what stands between backticks is code, as in messages for the terminal. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]+)`/)
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`
}
