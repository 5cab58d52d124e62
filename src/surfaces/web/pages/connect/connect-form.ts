import { html } from 'hono/html'
import { AGENT_SETTINGS } from '../../../json/agent-settings.ts'
import { button } from '../../components/button.ts'
import { emptyState } from '../../components/empty-state.ts'
import { field } from '../../components/field.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { problemList, type Problem } from '../../components/problem-list.ts'
import { select } from '../../components/select.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { creationField } from '../keys/creation-field.ts'
import { expiryFields } from '../keys/expiry-fields.ts'
import { problemAt } from '../roles/form-problems.ts'
import { PERMISSIONS_ID, permissionBoxes } from '../roles/role-words.ts'
import { CREDENTIALS_ID, type AgentEntry } from './agent-entry.ts'
import { credentialChoice } from './credential-choice.ts'

export interface ConnectForm {
  readonly entry: AgentEntry
  readonly problems?: readonly Problem[]
  readonly status?: number
  /** The form made a key before: it gets another id. */
  readonly afresh?: boolean
}

/** The page that connects an agent, before it does. */
export async function connectForm(visit: Visit, { status, ...of }: ConnectForm): Promise<Shown> {
  const credentials = await visit.control.listCredentials()
  const body = html`${pageHeading({
    title: 'Connect an agent',
    intro:
      'The agent gets an API key of its own, which names credentials and never sees them. You get settings to paste.',
  })}
  ${credentials.length === 0 ? none() : ''} ${form(visit, of, credentials)}`
  return {
    kind: 'page',
    title: 'Connect an agent',
    place: 'connect',
    body,
    ...(status === undefined ? {} : { status }),
  }
}

const none = (): Html =>
  emptyState({
    title: 'No credentials yet',
    text: 'An agent can be connected now, by patterns of the aliases to come; it has nothing to use until then.',
    action: linkButton({ text: 'Add a credential', href: '/credentials/new', tone: 'primary' }),
  })

function form(
  visit: Visit,
  { entry, problems = [], afresh = false }: Omit<ConnectForm, 'status'>,
  credentials: Parameters<typeof credentialChoice>[0],
): Html {
  return html`${problemList(problems, 'The agent could not be connected')}
    <form method="post" action="/connect" class="form">
      ${visit.csrf} ${creationField(visit, afresh)}
      <div class="field-row">
        ${field({
          name: 'name',
          label: 'Name of the agent',
          value: entry.name,
          required: true,
          hint: 'Its key and its role are called so',
          error: problemAt(problems, 'name'),
          attributes: { maxlength: 64, spellcheck: 'false', autocapitalize: 'none' },
        })}
        ${select({
          name: 'client',
          label: 'What it runs in',
          hint: 'Whose settings come first',
          required: true,
          selected: entry.client,
          options: Object.entries(AGENT_SETTINGS).map(([value, { title }]) => ({ value, text: title })),
        })}
      </div>
      ${credentialChoice(credentials, entry, problemAt(problems, `#${CREDENTIALS_ID}`))}
      ${permissionBoxes(entry.permissions, problemAt(problems, `#${PERMISSIONS_ID}`))}
      ${expiryFields(entry.expiry, problems)}
      <div class="actions">${button({ text: 'Make key and settings', tone: 'primary' })}</div>
    </form>`
}
