import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes } from './attributes.ts'
import { controlAttributes, fieldFrame, type FieldBase } from './field-frame.ts'

export interface TextArea extends FieldBase {
  readonly value?: string | null
  readonly rows?: number
  /** For code, patterns, JSON: in letters of one width, without spelling. */
  readonly code?: boolean
}

/** Several lines: hosts, scopes, a description. */
export function textArea(of: TextArea): Html {
  const given = attributes({
    rows: of.rows ?? 3,
    autocomplete: 'off',
    spellcheck: of.code === true ? 'false' : undefined,
    ...controlAttributes(of),
  })
  // A line break right after the tag is dropped by HTML, so that one of the text would be lost.
  const area = html`<textarea class="input${of.code === true ? ' input-code' : ''}" ${given}>
${of.value ?? ''}</textarea>`
  return fieldFrame(of, area)
}
