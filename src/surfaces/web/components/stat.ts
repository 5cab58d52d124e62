import { html } from 'hono/html'
import type { Html } from '../page.ts'
import type { Content } from './content.ts'

export interface Stat {
  readonly label: string
  readonly value: number | string
  /** Where they are listed. */
  readonly href?: string
  /** `3 unbound` */
  readonly note?: Content
}

/** A number that is looked at every day. Several stand in a `<div class="stats">`, made by `stats`. */
export function stat({ label, value, href, note }: Stat): Html {
  const shown = typeof value === 'number' ? new Intl.NumberFormat('en').format(value) : value
  const inner = html`<span class="stat-value">${shown}</span> <span class="stat-label">${label}</span>`
  return html`<li class="stat">
    ${href === undefined ? html`<span class="stat-body">${inner}</span>` : html`<a class="stat-body" href="${href}">${inner}</a>`}
    ${note === undefined ? '' : html`<span class="stat-note">${note}</span>`}
  </li>`
}

export function stats(of: readonly Stat[]): Html {
  return html`<ul class="stats">
    ${of.map((one) => stat(one))}
  </ul>`
}
