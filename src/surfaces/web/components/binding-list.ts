import { html } from 'hono/html'
import { formatBoundOrigin } from '../../../domain/binding.ts'
import type { BoundOrigin } from '../../../domain/bound-origin.ts'
import type { Html } from '../page.ts'
import { badge } from './badge.ts'

/** Where a credential may go, in a cell: at most `most` hosts, and how many more there are. */
export function bindingList(binding: readonly BoundOrigin[], most = 2): Html {
  if (binding.length === 0) return badge('warn', 'unbound')
  const shown = binding
    .slice(0, most)
    .map((origin) => html`<code class="origin">${originText(origin)}</code> `)
  const more = binding.length - most
  return html`${shown}${more > 0 ? html`<span class="muted nowrap">and ${more} more</span>` : ''}`
}

/** A host without what is usual. */
export const originText = (origin: BoundOrigin): string =>
  formatBoundOrigin(origin).replace(/^https:\/\//, '')
