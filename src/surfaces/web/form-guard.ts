import { html } from 'hono/html'
import { VultrinoError } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import { csrfToken, sameToken } from './csrf.ts'
import type { Form } from './form.ts'
import type { Html } from './page.ts'

const FIELD = 'csrf'

/** The hidden field that goes into every form. `token`: of the session, or the cookie that came with the sign-in page. */
export async function csrfField(token: Secret): Promise<Html> {
  return html`<input type="hidden" name="${FIELD}" value="${await csrfToken(token)}" />`
}

/**
 * Lets only forms pass that one of our pages gave to this very session. `tokens`: the session's, or the cookies one of which
 * came with the sign-in page. Throws `access_denied`.
 */
export async function checkForm(form: Form, tokens: readonly Secret[]): Promise<void> {
  const expected = await Promise.all(tokens.map(csrfToken))
  if (!expected.some((one) => sameToken(form.text(FIELD), one))) {
    throw new VultrinoError('access_denied', {
      reason: 'this form is too old, or was not one of ours',
      hint: 'Open the page again and send the form from there',
    })
  }
}
