import { html } from 'hono/html'
import { SCRUBBABLE_BYTES, type CredentialInfo, type JsonValue } from '../../../../domain/credential.ts'
import type { AuditRecord } from '../../../../domain/audit-chain/audit-record.ts'
import { activityTable, by } from '../../components/activity-table.ts'
import { alert } from '../../components/alert.ts'
import { card } from '../../components/card.ts'
import { confirm } from '../../components/confirm.ts'
import { definitionList } from '../../components/definition-list.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { time } from '../../components/time.ts'
import { credentialPath } from '../../credential-path.ts'
import { EMPTY_FORM, type Form } from '../../form.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { bindingCard } from './binding-card.ts'
import { DELETE_CONSEQUENCE } from './delete-credential.ts'
import { NO_PROBLEM, type FormProblem } from './form-problem.ts'
import { ownNotes } from './metadata-text.ts'
import { placementOf, type Placement } from './placement.ts'
import { typeText } from './type-texts.ts'

const RECENT = 10
/** Of a request to a target, as the audit log names it. */
const REQUEST = 'http_request'

/** One credential: everything but its secret. Throws `not_found`. */
export async function credentialPage(visit: Visit): Promise<Shown> {
  const credential = await visit.control.getCredential(visit.params['alias'] ?? '')
  return showCredential(visit, credential)
}

/** `form`, `problem`: of a change to the binding that was refused. */
export async function showCredential(
  visit: Visit,
  credential: CredentialInfo,
  form: Form = EMPTY_FORM,
  problem: FormProblem = NO_PROBLEM,
): Promise<Shown> {
  const { alias, description } = credential
  const { records } = await visit.audit.search({ credential: alias }, { limit: RECENT })
  const used = await lastUse(visit, alias, records)
  const actions = [
    linkButton({ text: 'Edit', href: credentialPath(alias, 'edit'), label: `Edit ${alias}` }),
    linkButton({ text: 'Replace secret', href: credentialPath(alias, 'secret') }),
    confirm({
      id: 'delete-credential',
      open: 'Delete',
      openLabel: `Delete ${alias}`,
      question: html`Delete <span class="alias">${alias}</span>?`,
      consequence: DELETE_CONSEQUENCE,
      action: credentialPath(alias, 'delete'),
      csrf: visit.csrf,
      submit: 'Delete credential',
    }),
  ]
  const body = html`${pageHeading({
      title: html`<span class="alias">${alias}</span>`,
      back: { href: '/credentials', text: 'Credentials' },
      actions,
      ...(description === null ? {} : { intro: description }),
    })}
    ${notes(visit, credential)}
    <div class="columns">
      ${bindingCard(credential, visit.csrf, form, problem)}
      ${card({ title: 'Facts', body: facts(credential, used) })}
    </div>
    ${used === undefined ? nextStep(alias) : ''} ${recent(alias, records)}`
  return { kind: 'page', title: alias, place: 'credentials', body, status: problem.status }
}

function notes({ query }: Visit, { binding, weak }: CredentialInfo): Html {
  return html`${
    query.get('recognised') === 'yes' && binding.length > 0
      ? alert({
          tone: 'good',
          role: 'status',
          text: 'Its key is one of a well-known service: it may go to the hosts of that service, in the way that service wants it.',
        })
      : ''
  }
  ${
    weak
      ? alert({
          tone: 'warn',
          text: `Its secret is shorter than ${SCRUBBABLE_BYTES} bytes. Answers cannot be cleaned of so short a text: a service that sends it back shows it to the agent.`,
        })
      : ''
  }`
}

const isUse = ({ url, decision }: AuditRecord): boolean => url !== null && decision === 'allow'

/** The newest allowed request; among others it may stand further back than what is shown. */
async function lastUse(
  { audit }: Visit,
  alias: string,
  recent: readonly AuditRecord[],
): Promise<AuditRecord | undefined> {
  const found = recent.find(isUse)
  if (found !== undefined || recent.length < RECENT) return found
  const query = { credential: alias, decision: 'allow', action: REQUEST } as const
  return (await audit.search(query, { limit: 1 })).records.at(0)
}

function facts(credential: CredentialInfo, used: AuditRecord | undefined): Html {
  const { type, metadata, createdAt, updatedAt, id } = credential
  return definitionList([
    { term: 'Type', value: typeText(type).name },
    { term: 'Secret', value: html`<span class="muted">kept, never shown</span>` },
    ...(type === 'api_key' ? [{ term: 'Sent as', value: placementText(placementOf(metadata)) }] : []),
    ...ownNotes(metadata).map(([name, value]) => ({
      term: name,
      value: html`<code>${noteText(value)}</code>`,
    })),
    {
      term: 'Last used',
      value:
        used === undefined
          ? html`<span class="muted">never, as far as the audit log goes back</span>`
          : html`${time(used.time)} by ${by(used)}`,
    },
    { term: 'Created', value: time(createdAt) },
    {
      term: 'Changed',
      value: createdAt === updatedAt ? html`<span class="muted">never</span>` : time(updatedAt),
    },
    { term: 'Id', value: html`<code>${id}</code>` },
  ])
}

const noteText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

function placementText({ place, header_name, header_prefix, query_param }: Placement): Html {
  if (place === 'query') return html`query parameter <code>${query_param}</code>`
  if (place === 'bearer') return html`<code>Authorization: Bearer …</code>`
  const name = header_name === '' ? 'Authorization' : header_name
  return html`<code>${name}: ${header_prefix === '' ? '' : `${header_prefix.trimEnd()} `}…</code>`
}

/** Nobody has used it: how somebody will. */
const nextStep = (alias: string): Html =>
  html`<p class="next-step">
    No agent has used it yet.
    <a href="/connect?${new URLSearchParams({ credential: alias }).toString()}">Connect an agent</a>, or
    <a href="/policies/try?${new URLSearchParams({ credential: alias }).toString()}">try a request</a>.
  </p>`

function recent(alias: string, records: readonly AuditRecord[]): Html {
  const all = new URLSearchParams({ credential: alias }).toString()
  return card({
    title: 'Recent activity',
    kind: records.length === 0 ? 'plain' : 'flush',
    actions: linkButton({ text: 'All in the audit log', href: `/audit?${all}`, tone: 'quiet' }),
    body:
      records.length === 0
        ? html`<p class="muted">Nothing in the audit log names it yet.</p>`
        : activityTable(`Recent activity of ${alias}`, records, { about: false }),
  })
}
