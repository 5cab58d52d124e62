import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'
import { controlAttributes, fieldFrame, type FieldBase } from './field-frame.ts'

export interface SecretField extends FieldBase {
  /** `off` for what is no password of this site; browsers heed `new-password` better than `off`. */
  readonly autocomplete?: 'off' | 'current-password' | 'new-password'
}

/** Where a secret is typed. It has no `value` to give: a form shown again has it empty. */
export function secretField(of: SecretField): Html {
  const given = attributes({
    type: 'password',
    autocomplete: of.autocomplete ?? 'new-password',
    autocapitalize: 'none',
    spellcheck: 'false',
    ...controlAttributes(of),
  })
  return fieldFrame(of, html`<input class="input input-secret" ${given} />`)
}
