import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { button } from './button.ts'
import type { Content } from './content.ts'

export interface Confirm {
  /** Names it on the page. */
  readonly id: string
  /** On what opens it: `Delete`, and of what, for whom the word alone says too little: `Delete github-api`. */
  readonly open: string
  readonly openLabel?: string
  /** `Delete github-api?` */
  readonly question: Content
  /** What will happen, and whether it can be taken back. */
  readonly consequence: Content
  /** Where the form is sent. */
  readonly action: string
  readonly csrf: Html
  /** On what does it: `Delete credential` */
  readonly submit: string
  readonly tone?: 'danger' | 'primary'
  /** Fields of the form: a text to type again. */
  readonly fields?: Content
}

/** Asks before something is done that hurts. Opens in place without the script, as a dialog with it. For rows of a long list, link to a page that asks instead. */
export function confirm(of: Confirm): Html {
  const opener = of.tone === 'primary' ? 'plain' : 'danger'
  return html`<details class="confirm" id="${of.id}" data-confirm>
    <summary class="button button-${opener}" aria-label="${of.openLabel ?? of.open}">${of.open}</summary>
    <div class="confirm-body">
      <p class="confirm-question" id="${of.id}-question">${of.question}</p>
      <p>${of.consequence}</p>
      <form method="post" action="${of.action}">
        ${of.csrf}${of.fields ?? ''}
        <div class="actions">
          ${button({ text: of.submit, tone: of.tone ?? 'danger' })}
          ${button({ text: 'Cancel', type: 'button', attributes: { 'data-cancel': true, hidden: true } })}
        </div>
      </form>
    </div>
  </details>`
}
