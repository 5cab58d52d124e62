import { html } from 'hono/html'
import type { Html } from '../page.ts'
import type { Content } from './content.ts'

/** For buttons of what the script does by itself. Not within what htmx puts in: there browsers would keep it. */
export const withoutScript = (content: Content): Html => html`<noscript>${content}</noscript>`
