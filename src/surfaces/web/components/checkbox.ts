import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes, type AttributeValues } from './attributes.ts'
import type { Content } from './content.ts'

export interface Checkbox {
  readonly name: string
  readonly label: Content
  readonly hint?: Content
  readonly value?: string
  readonly checked?: boolean
  readonly id?: string
  /** `radio`: one of the group. */
  readonly kind?: 'checkbox' | 'radio'
  readonly attributes?: AttributeValues
}

/** Yes or no; several of one name stand in a `fieldSet`. */
export function checkbox(of: Checkbox): Html {
  const value = of.value ?? 'on'
  const id = of.id ?? `field-${of.name}-${value.replaceAll(/[^\w-]/g, '-')}`
  const given = attributes({
    type: of.kind ?? 'checkbox',
    id,
    name: of.name,
    value,
    checked: of.checked,
    'aria-describedby': of.hint === undefined ? undefined : `${id}-hint`,
    ...of.attributes,
  })
  return html`<div class="choice">
    <input${given}>
    <label for="${id}">${of.label}</label>
    ${of.hint === undefined ? '' : html`<p class="hint" id="${id}-hint">${of.hint}</p>`}
  </div>`
}
