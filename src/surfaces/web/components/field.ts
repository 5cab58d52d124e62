import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'
import { controlAttributes, fieldFrame, type FieldBase } from './field-frame.ts'

export { fieldId } from './field-frame.ts'

export interface Field extends FieldBase {
  /** What is in it: what the person typed before, or what is stored. Never a secret. */
  readonly value?: string | null
  readonly type?: 'text' | 'search' | 'number' | 'url' | 'date' | 'datetime-local'
}

/** One line of text. Secrets are typed in a `secretField`. */
export function field(of: Field): Html {
  const given = attributes({
    type: of.type ?? 'text',
    value: of.value ?? undefined,
    autocomplete: 'off',
    ...controlAttributes(of),
  })
  return fieldFrame(of, html`<input class="input" ${given} />`)
}
