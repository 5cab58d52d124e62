import { html } from 'hono/html'
import type { CredentialInfo } from '../../../../domain/credential.ts'
import { alert } from '../../components/alert.ts'
import type { Html } from '../../page.ts'
import type { Health } from '../../web-deps.ts'
import { unboundWarning, weakWarning } from '../credentials/list-credentials.ts'

/** Checks whose findings are told here in words of their own. */
const SAID = /^(?:short secrets|bindings):/

/** What the owner should look at. `health`: `undefined` where it is not known yet. */
export function warnings(credentials: readonly CredentialInfo[], health: Health | undefined): Html {
  const unbound = credentials.filter(({ binding }) => binding.length === 0).length
  const weak = credentials.filter((one) => one.weak).length
  const wrong = (health?.findings ?? []).filter(({ level, title }) => level !== 'ok' && !SAID.test(title))
  return html`${wrong.length === 0 ? '' : healthWarning(wrong)}${unbound === 0 ? '' : unboundWarning(unbound)}${
    weak === 0 ? '' : weakWarning(weak)
  }`
}

function healthWarning(wrong: Health['findings']): Html {
  const [first] = wrong
  const more = wrong.length - 1
  return alert({
    tone: wrong.some(({ level }) => level === 'error') ? 'bad' : 'warn',
    text: html`${first?.title ?? ''}${more > 0 ? ` and ${more} more` : ''}.
      <a href="/health-report">What mends it</a>`,
  })
}
