import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { fieldId } from './field-frame.ts'

export interface Problem {
  readonly text: string
  /** Name of the field it is about, or `#id` of something on the page. */
  readonly field?: string | undefined
}

/** What was wrong with a form, above it; each leads to its field. Nothing for none. */
export function problemList(problems: readonly Problem[], title = 'That could not be saved'): Html {
  if (problems.length === 0) return html``
  const items = problems.map(({ text, field }) => {
    if (field === undefined) return html`<li>${text}</li>`
    const href = field.startsWith('#') ? field : `#${fieldId(field)}`
    return html`<li><a href="${href}">${text}</a></li>`
  })
  return html`<div class="alert alert-bad" role="alert" tabindex="-1" data-focus>
    <div class="alert-text">
      <p class="alert-title">${title}</p>
      <ul>
        ${items}
      </ul>
    </div>
  </div>`
}
