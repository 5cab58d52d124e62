import { html } from 'hono/html'
import { VultrinoError } from '../../../../domain/errors.ts'
import type { Creation } from '../../../../ports/control-plane.ts'
import type { Form } from '../../form.ts'
import type { Html, Visit } from '../../page.ts'

const NAME = 'creation'
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Names what a form creates, so that sending it twice creates it once. Kept while the form is mended; `afresh`: another one. */
export function creationField({ form, deps }: Visit, afresh = false): Html {
  const given = form.text(NAME)
  const id = afresh || !UUID.test(given) ? deps.requestId() : given
  return html`<input type="hidden" name="${NAME}" value="${id}" />`
}

/** Throws `invalid_request` where it is missing: such a form could make any number of keys. */
export function creationOf(form: Form): Creation {
  const id = form.text(NAME)
  if (!UUID.test(id))
    throw new VultrinoError('invalid_request', { reason: 'the form is not whole: open the page again' })
  return { idempotencyKey: `web ${id}` }
}

/** Whether a form made something before, and says something else now (the browser went back to it). */
export const isUsedUp = (thrown: unknown): boolean =>
  thrown instanceof VultrinoError && thrown.code === 'idempotency_mismatch'

export const USED_UP = 'This form has made another key before. Send it again to make this one too.'
