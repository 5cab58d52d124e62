import { html } from 'hono/html'
import { button } from '../../components/button.ts'
import { field } from '../../components/field.ts'
import { select } from '../../components/select.ts'
import { textArea } from '../../components/text-area.ts'
import type { Html } from '../../page.ts'

/** What was typed, to be shown again as it was. */
export interface TriedText {
  readonly credential: string
  readonly method: string
  readonly url: string
  readonly headers: string
  readonly body: string
  readonly key: string
  readonly role: string
  readonly surface: string
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
/** By which a request can come; the web UI sends none. */
const DOORS = [
  { value: '', text: 'as they usually come' },
  { value: 'http', text: 'HTTP proxy' },
  { value: 'api', text: 'JSON API' },
  { value: 'mcp', text: 'MCP' },
  { value: 'cli', text: 'command line' },
] as const

/** `roles`: names. `verdict`: what came of it, or nothing yet. */
export function tryForm(text: TriedText, roles: readonly string[], csrf: Html, verdict: Html): Html {
  const others = METHODS.some((one) => one === text.method) || text.method === '' ? [] : [text.method]
  const code = { spellcheck: 'false', maxlength: 8192 }
  return html`<div class="columns">
    <form class="form" method="post" action="/policies/try" hx-post="/policies/try" hx-target="#verdict">
      ${csrf}
      <p class="muted">Nothing is sent, and no limit is used up.</p>
      ${field({ name: 'credential', label: 'Credential', value: text.credential, required: true, attributes: { ...code, 'data-filter': true } })}
      ${select({ name: 'method', label: 'Method', required: true, selected: text.method, options: [...METHODS, ...others].map((value) => ({ value, text: value })) })}
      ${field({ name: 'url', label: 'URL', value: text.url, required: true, hint: 'https://api.example.com/path', attributes: code })}
      ${textArea({ name: 'headers', label: 'Headers', value: text.headers, code: true, hint: 'Name: value, one a line' })}
      ${textArea({ name: 'body', label: 'Body', value: text.body, code: true })}
      <div class="field-row">
        ${field({ name: 'key', label: 'As API key', value: text.key, hint: 'Its name, or how it begins', attributes: { ...code, maxlength: 64 } })}
        ${select({ name: 'role', label: 'As a key of the role', hint: 'In place of a key', selected: text.role, options: [{ value: '', text: 'none' }, ...roles.map((value) => ({ value, text: value }))] })}
        ${select({ name: 'surface', label: 'Door', hint: 'By which it comes', selected: text.surface, options: DOORS })}
      </div>
      <p class="hint">With neither key nor role: as the owner at the command line.</p>
      <div class="actions">${button({ text: 'Try', tone: 'primary' })}</div>
    </form>
    <div id="verdict" class="stack" aria-live="polite">${verdict}</div>
  </div>`
}
