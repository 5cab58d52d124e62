import { html } from 'hono/html'
import {
  CREDENTIAL_TYPES,
  parseTypeName,
  type CredentialTypeName,
} from '../../../../domain/credential-types/index.ts'
import { button } from '../../components/button.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { problemList } from '../../components/problem-list.ts'
import { credentialPath } from '../../credential-path.ts'
import { EMPTY_FORM, type Form } from '../../form.ts'
import type { Shown, Visit } from '../../page.ts'
import {
  addressesField,
  aliasField,
  COMMON_FIELDS,
  descriptionField,
  hostsField,
  metadataField,
} from './credential-fields.ts'
import { formProblem, NO_PROBLEM, type FormProblem } from './form-problem.ts'
import { parseMetadataText } from './metadata-text.ts'
import { placementFields, placementMetadata, placementTyped, takesPlacement } from './placement.ts'
import { shownAgain } from './shown-again.ts'
import { fieldNames, typeData, typeFields } from './type-fields.ts'
import { typeChoice } from './type-choice.ts'
import { typeText } from './type-texts.ts'

const PATH = '/credentials/new'

interface NewForm {
  readonly type: CredentialTypeName
  readonly form: Form
  readonly problem: FormProblem
  /** Sent along, so that a form sent twice makes one credential. */
  readonly creation: string
}

/** The form of a type (`?type=basic_auth`). Throws `invalid_request` for a type there is not. */
export function newCredentialPage(visit: Visit): Promise<Shown> {
  const type = parseTypeName(visit.query.get('type') ?? 'api_key')
  return Promise.resolve(
    newForm(visit, { type, form: EMPTY_FORM, problem: NO_PROBLEM, creation: visit.deps.requestId() }),
  )
}

/** Stores what the form says; `show`: the form of another type, with what was typed but no secret. */
export async function addCredential(visit: Visit): Promise<Shown> {
  const { control, form } = visit
  if (form.has('show')) return otherType(visit, parseTypeName(form.text('show')))
  const type = parseTypeName(form.text('type'))
  const creation = form.text('creation')
  try {
    const { credential, recognised } = await control.addCredential(
      {
        alias: form.text('alias'),
        type,
        data: typeData(type, form),
        description: form.textOrNull('description'),
        metadata: {
          ...parseMetadataText(form.text('metadata')),
          ...(takesPlacement(type) ? placementMetadata(placementTyped(form)) : {}),
        },
        hosts: form.list('hosts'),
        addresses: form.list('addresses'),
      },
      creation === '' ? {} : { idempotencyKey: creation },
    )
    const to = `${credentialPath(credential.alias)}${recognised === null ? '' : '?recognised=yes'}`
    return { kind: 'redirect', to, notice: 'credential_added' }
  } catch (thrown) {
    return newForm(visit, {
      type,
      form: typedAgain(form, type),
      problem: formProblem(thrown, fieldNames(type)),
      creation: visit.deps.requestId(),
    })
  }
}

const otherType = (visit: Visit, type: CredentialTypeName): Shown =>
  newForm(visit, {
    type,
    form: typedAgain(visit.form, parseTypeName(visit.form.text('type'))),
    problem: NO_PROBLEM,
    creation: visit.deps.requestId(),
  })

/** What was typed into the form of this type, without its secrets. */
function typedAgain(form: Form, type: CredentialTypeName): Form {
  const { fields } = CREDENTIAL_TYPES[type]
  const secrets = fields.filter(({ secret }) => secret).map(({ name }) => name)
  const open = fields.filter(({ secret }) => !secret).map(({ name }) => name)
  return shownAgain(form, [...COMMON_FIELDS, ...open], secrets)
}

function newForm({ csrf }: Visit, { type, form, problem, creation }: NewForm): Shown {
  const { errors } = problem
  const body = html`${pageHeading({
      title: 'New credential',
      intro: 'It is encrypted on this machine. Whoever uses it names its alias, and never sees it.',
      back: { href: '/credentials', text: 'Credentials' },
    })}
    ${problemList(problem.problems, 'It was not stored')}
    <form class="form" method="post" action="${PATH}">
      ${csrf} ${typeChoice(type)}
      <input type="hidden" name="type" value="${type}" />
      <input type="hidden" name="creation" value="${creation}" />
      <p class="hint">${typeText(type).about}</p>
      ${aliasField(form, errors, 'How agents, roles and policies call it: github-api')}
      ${typeFields(type, form, errors)} ${hostsField(form, errors, hostsHint(type))}
      ${addressesField(form, errors)}
      ${takesPlacement(type) ? placementFields(placementTyped(form), errors) : ''}
      ${descriptionField(form, errors)} ${metadataField(form, errors)}
      <div class="actions">
        ${button({ text: 'Store credential', tone: 'primary' })}
        ${linkButton({ text: 'Cancel', href: '/credentials', tone: 'quiet' })}
      </div>
    </form>`
  return { kind: 'page', title: 'New credential', place: 'credentials', body, status: problem.status }
}

const hostsHint = (type: CredentialTypeName): string =>
  type === 'api_key'
    ? 'One a line: api.example.com. Leave it empty for a key of a well-known service, which is recognised by its shape.'
    : 'One a line: api.example.com. Without any it is stored, but not sent anywhere.'
