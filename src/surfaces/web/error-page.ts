import { html } from 'hono/html'
import type { VultrinoError } from '../../domain/errors.ts'
import { alert } from './components/alert.ts'
import { prose } from './components/prose.ts'
import type { Html } from './page.ts'

/** What went wrong and what would mend it, as a part of a page. The words are those of the API. */
export function errorMessage(error: VultrinoError, role?: 'alert'): Html {
  const { message, details } = error.toPublicBody()
  const hint = details['hint']
  const text = typeof hint === 'string' ? `${sentence(message)} ${sentence(hint)}` : sentence(message)
  return alert({ tone: 'bad', text: prose(text), ...(role === undefined ? {} : { role }) })
}

const TITLES: Readonly<Record<number, string>> = {
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  429: 'Too many attempts',
  503: 'Not available',
}

export function errorTitle({ status }: VultrinoError): string {
  return TITLES[status] ?? (status >= 500 ? 'Something went wrong' : 'That did not work')
}

/** A whole page about it. `requestId`: under which log and audit have it. */
export function errorBody(error: VultrinoError, requestId: string, signedIn: boolean): Html {
  return html`<h1>${errorTitle(error)}</h1>
    ${errorMessage(error)}
    <p>${signedIn ? html`<a href="/">Dashboard</a>` : html`<a href="/login">Sign in</a>`}</p>
    <p class="muted">Request <code>${requestId}</code></p>`
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
