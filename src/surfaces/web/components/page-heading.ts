import { html } from 'hono/html'
import type { Html } from '../page.ts'
import type { Content } from './content.ts'

export interface PageHeading {
  readonly title: Content
  /** A sentence on what this page is for. */
  readonly intro?: Content
  /** The page's main buttons. */
  readonly actions?: Content | readonly Content[]
  /** The list this page belongs to. */
  readonly back?: { readonly href: string; readonly text: string }
}

/** The first thing of every page; holds its only `<h1>`. */
export function pageHeading({ title, intro, actions, back }: PageHeading): Html {
  return html`<header class="page-heading">
    <div class="page-heading-text">
      ${back === undefined ? '' : html`<p class="back"><a href="${back.href}">${back.text}</a></p>`}
      <h1>${title}</h1>
      ${intro === undefined ? '' : html`<p class="intro">${intro}</p>`}
    </div>
    ${actions === undefined ? '' : html`<div class="actions">${actions}</div>`}
  </header>`
}
