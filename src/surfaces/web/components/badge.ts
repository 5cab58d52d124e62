import { html } from 'hono/html'
import type { Html } from '../page.ts'

/** `good`: allowed, active. `warn`: works, but look. `bad`: refused, revoked. `plain`: only a word. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain'

/** A state in a word or two. The words say all of it; the colour only helps to find it. */
export function badge(tone: Tone, text: string): Html {
  return html`<span class="badge badge-${tone}">${text}</span>`
}
