import { html } from 'hono/html'
import type { Html } from '../page.ts'
import type { AttributeValues } from './attributes.ts'
import type { Content } from './content.ts'

/** What every kind of field has. */
export interface FieldBase {
  readonly name: string
  readonly label: Content
  /** `field-NAME` where left out; needed where two forms of a page have a field of one name. */
  readonly id?: string
  /** What to type, said before it is typed. */
  readonly hint?: Content
  /** What was wrong with what was typed. */
  readonly error?: string | undefined
  readonly required?: boolean
  /** Further attributes of the control: `maxlength`, `spellcheck`, `hx-get`, … */
  readonly attributes?: AttributeValues
}

/** The id of a field's control, where no other was given: what a list of problems links to. */
export const fieldId = (name: string): string => `field-${name}`

/** Id and state of the control itself; its hint and its error are read out with it. */
export function controlAttributes(of: FieldBase): AttributeValues {
  const id = of.id ?? fieldId(of.name)
  const describedBy = [
    ...(of.hint === undefined ? [] : [`${id}-hint`]),
    ...(of.error === undefined ? [] : [`${id}-error`]),
  ].join(' ')
  return {
    id,
    name: of.name,
    required: of.required,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
    'aria-invalid': of.error === undefined ? undefined : 'true',
    ...of.attributes,
  }
}

/** Label, hint, control, error, in this order: the order in which they are read out. */
export function fieldFrame(of: FieldBase, control: Content): Html {
  const id = of.id ?? fieldId(of.name)
  const optional = of.required === true ? '' : html` <span class="optional">optional</span>`
  return html`<div class="field${of.error === undefined ? '' : ' field-wrong'}">
    <label for="${id}">${of.label}${optional}</label>
    ${of.hint === undefined ? '' : html`<p class="hint" id="${id}-hint">${of.hint}</p>`} ${control}
    ${of.error === undefined ? '' : html`<p class="field-error" id="${id}-error">${of.error}</p>`}
  </div>`
}
