import { html } from 'hono/html'
import { linkButton } from '../../components/link-button.ts'
import type { Html } from '../../page.ts'

interface Done {
  readonly credentials: boolean
  readonly keys: boolean
  readonly requests: boolean
}

interface Step {
  readonly title: string
  readonly text: string
  readonly done: boolean
  readonly href: string
  readonly action: string
}

/** What to do with a new installation, until all of it is done. */
export function firstSteps({ credentials, keys, requests }: Done): Html {
  if (credentials && (keys || requests)) return html``
  const steps: readonly Step[] = [
    {
      title: 'Add a credential',
      text: 'An API key, or a username and password, and the hosts that may receive it. It is encrypted here.',
      done: credentials,
      href: '/credentials/new',
      action: 'Add a credential',
    },
    {
      title: 'Connect an agent',
      text: 'Make a key that may use some credentials and see none, with settings ready to paste.',
      done: keys,
      href: '/connect',
      action: 'Connect an agent',
    },
    {
      title: 'Watch what it does',
      text: 'Every request is on record, allowed or refused, before the secret is used.',
      done: requests,
      href: '/audit',
      action: 'Open the audit log',
    },
  ]
  const next = steps.find(({ done }) => !done)
  return html`<section class="card" aria-labelledby="first-steps">
    <header class="card-head"><h2 id="first-steps">First steps</h2></header>
    <ol class="steps">
      ${steps.map((step) => stepItem(step, step === next))}
    </ol>
  </section>`
}

function stepItem({ title, text, done, href, action }: Step, next: boolean): Html {
  return html`<li class="step${done ? ' step-done' : ''}">
    <div>
      <h3>${title}${done ? html` <span class="muted">– done</span>` : ''}</h3>
      <p class="muted">${text}</p>
    </div>
    ${done ? '' : linkButton({ text: action, href, tone: next ? 'primary' : 'plain' })}
  </li>`
}
