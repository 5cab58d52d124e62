import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'
import type { Content } from './content.ts'

export interface FieldSet {
  readonly legend: Content
  readonly body: Content | readonly Content[]
  readonly hint?: Content
  readonly error?: string | undefined
  /** Where a list of problems leads to. */
  readonly id: string
}

/** Fields that answer one question together: the tick boxes of a role's permissions. */
export function fieldSet(of: FieldSet): Html {
  const describedBy = [
    ...(of.hint === undefined ? [] : [`${of.id}-hint`]),
    ...(of.error === undefined ? [] : [`${of.id}-error`]),
  ].join(' ')
  const given = attributes({
    id: of.id,
    tabindex: -1,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
  })
  return html`<fieldset class="field-set" ${given}>
    <legend>${of.legend}</legend>
    ${of.hint === undefined ? '' : html`<p class="hint" id="${of.id}-hint">${of.hint}</p>`} ${of.body}
    ${of.error === undefined ? '' : html`<p class="field-error" id="${of.id}-error">${of.error}</p>`}
  </fieldset>`
}
