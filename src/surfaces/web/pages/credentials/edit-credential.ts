import { html } from 'hono/html'
import type { CredentialInfo } from '../../../../domain/credential.ts'
import { parseTypeName, type CredentialTypeName } from '../../../../domain/credential-types/index.ts'
import { button } from '../../components/button.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { problemList } from '../../components/problem-list.ts'
import { credentialPath } from '../../credential-path.ts'
import { EMPTY_FORM, type Form } from '../../form.ts'
import type { Shown, Visit } from '../../page.ts'
import { aliasField, descriptionField, formOf, metadataField, PLACEMENT_FIELDS } from './credential-fields.ts'
import { formProblem, NO_PROBLEM, type FormProblem } from './form-problem.ts'
import { metadataChanges, parseMetadataText } from './metadata-text.ts'
import { placementChanges, placementFields, placementTyped, takesPlacement } from './placement.ts'
import { shownAgain } from './shown-again.ts'
import { fieldNames, typeData, typeFields } from './type-fields.ts'

const FIELDS = ['alias', 'description', 'metadata', ...PLACEMENT_FIELDS] as const

/** Alias, description, place in the request, metadata. Throws `not_found`. */
export async function editPage(visit: Visit): Promise<Shown> {
  const credential = await visit.control.getCredential(visit.params['alias'] ?? '')
  return editForm(visit, credential, formOf(credential), NO_PROBLEM)
}

export async function saveEdit(visit: Visit): Promise<Shown> {
  const { control, form } = visit
  const credential = await control.getCredential(visit.params['alias'] ?? '')
  const type = parseTypeName(credential.type)
  const fields = fieldNames(type)
  try {
    const alias = form.text('alias')
    const notes = metadataChanges(credential.metadata, parseMetadataText(form.text('metadata')))
    const data = typeData(type, form)
    const edited = await control.updateCredential(credential.alias, {
      ...(alias === credential.alias ? {} : { alias }),
      ...(Object.keys(data).length === 0 ? {} : { data }),
      description: form.textOrNull('description'),
      metadata: { ...notes, ...(takesPlacement(type) ? placementChanges(placementTyped(form)) : {}) },
    })
    return { kind: 'redirect', to: credentialPath(edited.alias), notice: 'credential_changed' }
  } catch (thrown) {
    return editForm(visit, credential, shownAgain(form, FIELDS, fields), formProblem(thrown, fields))
  }
}

function editForm({ csrf }: Visit, credential: CredentialInfo, form: Form, problem: FormProblem): Shown {
  const { alias } = credential
  const { errors } = problem
  const type: CredentialTypeName = parseTypeName(credential.type)
  const body = html`${pageHeading({
      title: html`Edit <span class="alias">${alias}</span>`,
      back: { href: credentialPath(alias), text: alias },
    })}
    ${problemList(problem.problems)}
    <form class="form" method="post" action="${credentialPath(alias, 'edit')}">
      ${csrf}
      ${aliasField(form, errors, 'Roles and policies that name the old one will not cover the new one.')}
      ${problem.secretRequired ? typeFields(type, EMPTY_FORM, errors, 'secret') : ''}
      ${descriptionField(form, errors)}
      ${takesPlacement(type) ? placementFields(placementTyped(form), errors) : ''}
      ${metadataField(form, errors)}
      <div class="actions">
        ${button({ text: 'Save', tone: 'primary' })}
        ${linkButton({ text: 'Cancel', href: credentialPath(alias), tone: 'quiet' })}
      </div>
    </form>`
  return { kind: 'page', title: `Edit ${alias}`, place: 'credentials', body, status: problem.status }
}
