import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'

export interface Pager {
  /** `Pages of credentials` */
  readonly label: string
  /** `1–50 of 312` */
  readonly text: string
  /** `null` where there is none. */
  readonly previous: string | null
  readonly next: string | null
  /** Where the words are others: `Newer`, `Older`. */
  readonly previousText?: string
  readonly nextText?: string
}

/** Under a list that is too long for one page. Nothing where there is only one. */
export function pager(of: Pager): Html {
  if (of.previous === null && of.next === null) return html`<p class="pager-text muted">${of.text}</p>`
  return html`<nav class="pager" aria-label="${of.label}">
    ${step(of.previous, of.previousText ?? 'Previous', 'prev')}
    <span class="pager-text">${of.text}</span>
    ${step(of.next, of.nextText ?? 'Next', 'next')}
  </nav>`
}

function step(href: string | null, text: string, rel: 'prev' | 'next'): Html {
  return href === null
    ? html`<span class="button button-plain" aria-disabled="true" role="link">${text}</span>`
    : html`<a class="button button-plain" ${attributes({ href, rel })}>${text}</a>`
}
