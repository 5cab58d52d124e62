import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes, type AttributeValues } from './attributes.ts'
import type { ButtonTone } from './button.ts'
import type { Content } from './content.ts'

export interface LinkButton {
  readonly text: Content
  /** A path of ours. */
  readonly href: string
  readonly tone?: ButtonTone
  readonly label?: string
  readonly attributes?: AttributeValues
}

/** Leads to a page (a form, a download); looks like a button because it begins something. It changes nothing by itself. */
export function linkButton(of: LinkButton): Html {
  const optional = attributes({ 'aria-label': of.label, ...of.attributes })
  return html`<a class="button button-${of.tone ?? 'plain'}" href="${of.href}" ${optional}>${of.text}</a>`
}
