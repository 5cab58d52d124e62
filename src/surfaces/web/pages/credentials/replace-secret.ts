import { html } from 'hono/html'
import type { CredentialInfo } from '../../../../domain/credential.ts'
import { CREDENTIAL_TYPES, parseTypeName } from '../../../../domain/credential-types/index.ts'
import { VultrinoError } from '../../../../domain/errors.ts'
import { button } from '../../components/button.ts'
import { field } from '../../components/field.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { problemList } from '../../components/problem-list.ts'
import { secretField } from '../../components/secret-field.ts'
import { credentialPath } from '../../credential-path.ts'
import { EMPTY_FORM, type Form } from '../../form.ts'
import type { Shown, Visit } from '../../page.ts'
import { formProblem, NO_PROBLEM, type FormProblem } from './form-problem.ts'
import { shownAgain } from './shown-again.ts'
import { fieldNames, typeData } from './type-fields.ts'

/** Another secret in the place of the old one, which nobody sees. Throws `not_found`. */
export async function secretPage(visit: Visit): Promise<Shown> {
  const credential = await visit.control.getCredential(visit.params['alias'] ?? '')
  return secretForm(visit, credential, EMPTY_FORM, NO_PROBLEM)
}

export async function replaceSecret(visit: Visit): Promise<Shown> {
  const { control, form } = visit
  const credential = await control.getCredential(visit.params['alias'] ?? '')
  const type = parseTypeName(credential.type)
  const { fields } = CREDENTIAL_TYPES[type]
  try {
    const data = typeData(type, form)
    const missing = fields.find(
      ({ name, secret, required }) => secret && required && data[name] === undefined,
    )
    if (missing !== undefined) {
      throw new VultrinoError('invalid_request', { reason: `the ${missing.name} is empty` })
    }
    await control.updateCredential(credential.alias, { data })
    return { kind: 'redirect', to: credentialPath(credential.alias), notice: 'secret_replaced' }
  } catch (thrown) {
    const open = fields.filter(({ secret }) => !secret).map(({ name }) => name)
    const secrets = fields.filter(({ secret }) => secret).map(({ name }) => name)
    return secretForm(
      visit,
      credential,
      shownAgain(form, open, secrets),
      formProblem(thrown, fieldNames(type)),
    )
  }
}

function secretForm({ csrf }: Visit, credential: CredentialInfo, form: Form, problem: FormProblem): Shown {
  const { alias } = credential
  const { errors } = problem
  // What is not secret may stay as it is.
  const fields = CREDENTIAL_TYPES[parseTypeName(credential.type)].fields.map(
    ({ name, label, secret, required }) =>
      secret
        ? secretField({ name, label: `New ${lower(label)}`, required, error: errors[name] })
        : field({ name, label, value: form.text(name), hint: 'Empty: as it is now.', error: errors[name] }),
  )
  const body = html`${pageHeading({
      title: html`Replace the secret of <span class="alias">${alias}</span>`,
      intro: 'The old one is forgotten at once. Everything else stays: alias, hosts, roles and policies.',
      back: { href: credentialPath(alias), text: alias },
    })}
    ${problemList(problem.problems, 'It was not replaced')}
    <form class="form" method="post" action="${credentialPath(alias, 'secret')}">
      ${csrf}${fields}
      <div class="actions">
        ${button({ text: 'Replace secret', tone: 'primary' })}
        ${linkButton({ text: 'Cancel', href: credentialPath(alias), tone: 'quiet' })}
      </div>
    </form>`
  return {
    kind: 'page',
    title: `Replace the secret of ${alias}`,
    place: 'credentials',
    body,
    status: problem.status,
  }
}

/** `API key` stays, `Password` becomes `password`. */
const lower = (label: string): string =>
  /^[A-Z][a-z]/.test(label) ? `${label.slice(0, 1).toLowerCase()}${label.slice(1)}` : label
