import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'
import { controlAttributes, fieldFrame, type FieldBase } from './field-frame.ts'

export interface SelectOption {
  readonly value: string
  readonly text: string
}

export interface Select extends FieldBase {
  readonly options: readonly SelectOption[]
  readonly selected?: string | null
}

/** One of a few known things. For two or three, a group of radio buttons or tabs reads better. */
export function select(of: Select): Html {
  const options = of.options.map(
    ({ value, text }) =>
      html`<option value="${value}" ${attributes({ selected: value === of.selected })}>${text}</option>`,
  )
  return fieldFrame(
    of,
    html`<select class="input" ${attributes(controlAttributes(of))}>
      ${options}
    </select>`,
  )
}
