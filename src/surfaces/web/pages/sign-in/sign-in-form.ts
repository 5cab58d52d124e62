import { html } from 'hono/html'
import type { VultrinoError } from '../../../../domain/errors.ts'
import { brandMark } from '../../components/brand-mark.ts'
import { button } from '../../components/button.ts'
import { field } from '../../components/field.ts'
import { secretField } from '../../components/secret-field.ts'
import { errorMessage } from '../../error-page.ts'
import type { Html } from '../../page.ts'

export interface SignInForm {
  readonly csrf: Html
  /** Where to go afterwards: a path of ours. */
  readonly next: string
  readonly error?: VultrinoError | undefined
}

/** Nothing that was typed comes back: the name would tell the next one at this screen half of it. */
export function signInForm({ csrf, next, error }: SignInForm): Html {
  return html`<div class="sign-in">
    <h1>${brandMark()}Vultrino</h1>
    ${error === undefined ? '' : errorMessage(error, 'alert')}
    <form method="post" action="/login" class="form">
      ${csrf}
      <input type="hidden" name="next" value="${next}" />
      ${field({
        name: 'username',
        label: 'Username',
        required: true,
        attributes: {
          autocomplete: 'username',
          autocapitalize: 'none',
          spellcheck: 'false',
          autofocus: true,
        },
      })}
      ${secretField({
        name: 'password',
        label: 'Password',
        required: true,
        autocomplete: 'current-password',
      })}
      <div class="actions">${button({ text: 'Sign in', tone: 'primary' })}</div>
    </form>
  </div>`
}
