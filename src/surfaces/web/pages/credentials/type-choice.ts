import { html } from 'hono/html'
import { CREDENTIAL_TYPES, type CredentialTypeName } from '../../../../domain/credential-types/index.ts'
import { attributes } from '../../components/attributes.ts'
import type { Html } from '../../page.ts'
import { typeText } from './type-texts.ts'

const TYPES = Object.keys(CREDENTIAL_TYPES) as readonly CredentialTypeName[]

/**
 * Buttons of the form that show it for another type, and send what was typed along. The first of a form is the one
 * that Enter presses: an unseen one stands before them, that stores.
 */
export function typeChoice(current: CredentialTypeName): Html {
  const buttons = TYPES.map(
    (type) =>
      html`<li>
        <button
          type="submit"
          name="show"
          value="${type}"
          formnovalidate
          ${attributes({ 'aria-current': type === current ? 'true' : undefined })}
        >
          ${typeText(type).name}
        </button>
      </li>`,
  )
  return html`<button class="unseen" type="submit" tabindex="-1" aria-hidden="true">Store credential</button>
    <div class="tabs" role="group" aria-label="Type of credential">
      <ul>
        ${buttons}
      </ul>
    </div>`
}
