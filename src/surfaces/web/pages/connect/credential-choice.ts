import { html } from 'hono/html'
import type { CredentialInfo } from '../../../../domain/credential.ts'
import { badge } from '../../components/badge.ts'
import { button } from '../../components/button.ts'
import { checkbox } from '../../components/checkbox.ts'
import { field } from '../../components/field.ts'
import { fieldSet } from '../../components/field-set.ts'
import { textArea } from '../../components/text-area.ts'
import { withoutScript } from '../../components/without-script.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { counted } from '../roles/role-words.ts'
import { CREDENTIALS_ID, typedAgent, type AgentEntry } from './agent-entry.ts'

/** With fewer, a filter is in the way. */
const FILTERED_FROM = 20
const MOST_SHOWN = 50

type Choice = Pick<AgentEntry, 'ticked' | 'patterns' | 'filter'>

/** Which credentials the agent gets: boxes, and patterns for more of them, or for those to come. */
export function credentialChoice(
  credentials: readonly CredentialInfo[],
  choice: Choice,
  error: string | undefined,
): Html {
  return fieldSet({
    id: CREDENTIALS_ID,
    legend: 'Credentials',
    error,
    body: html`<div class="stack-close">
      ${credentials.length > FILTERED_FROM ? filter(choice.filter) : ''}
      <div id="credential-list" class="choices">${credentialList(credentials, choice)}</div>
      ${textArea({
        name: 'patterns',
        label: 'Or by pattern',
        value: choice.patterns,
        code: true,
        rows: 2,
        hint: html`One a line: <code>github-*</code>. Also covers credentials that are added later.
          <code>*</code> is all of them.`,
      })}
    </div>`,
  })
}

function filter(text: string): Html {
  return html`<div class="filter">
    ${field({
      name: 'filter',
      label: 'Find in the list',
      type: 'search',
      value: text,
      attributes: {
        'data-filter': true,
        maxlength: 128,
        'hx-post': '/connect/credentials',
        'hx-trigger': 'input changed delay:200ms',
        'hx-target': '#credential-list',
        'hx-swap': 'innerHTML',
      },
    })}
    ${withoutScript(button({ text: 'Find', name: 'show', value: 'list' }))}
  </div>`
}

/** Those that are ticked, whatever the filter says, then those that it finds. */
function credentialList(credentials: readonly CredentialInfo[], { ticked, filter: text }: Choice): Html {
  const part = text.toLowerCase()
  const wanted = new Set(ticked)
  const chosen = credentials.filter(({ alias }) => wanted.has(alias))
  const found = credentials.filter(
    ({ alias, description }) =>
      !wanted.has(alias) &&
      (part === '' ||
        alias.toLowerCase().includes(part) ||
        description?.toLowerCase().includes(part) === true),
  )
  const more = found.length - MOST_SHOWN
  return html`${chosen.map((one) => box(one, true))}
  ${found.slice(0, MOST_SHOWN).map((one) => box(one, false))}
  ${more > 0 ? html`<p class="hint">${counted(more, 'more credential')}: filter the list.</p>` : ''}
  ${chosen.length + found.length === 0 ? html`<p class="hint">${credentials.length === 0 ? 'There is none yet.' : 'No credential is called so.'}</p>` : ''}`
}

function box({ alias, description, binding }: CredentialInfo, checked: boolean): Html {
  return checkbox({
    name: 'credential',
    value: alias,
    checked,
    label: html`<span class="alias">${alias}</span> ${binding.length === 0 ? badge('warn', 'unbound') : ''}`,
    ...(description === null ? {} : { hint: description }),
  })
}

/** `POST /connect/credentials`: the list as a part of the page. */
export async function showChoice({ control, form }: Visit): Promise<Shown> {
  return { kind: 'fragment', body: credentialList(await control.listCredentials(), typedAgent(form)) }
}
