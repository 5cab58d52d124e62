import { credentialPath } from '../../credential-path.ts'
import type { Shown, Visit } from '../../page.ts'
import { formProblem } from './form-problem.ts'
import { showCredential } from './show-credential.ts'
import { shownAgain } from './shown-again.ts'

/** Lets a credential go to more hosts. Throws `not_found`. */
export async function bindCredential(visit: Visit): Promise<Shown> {
  const { control, params, form } = visit
  const alias = params['alias'] ?? ''
  try {
    await control.bindCredential(alias, form.list('hosts'), form.list('addresses'))
    return { kind: 'redirect', to: credentialPath(alias), notice: 'credential_bound' }
  } catch (thrown) {
    const problem = formProblem(thrown, [])
    const credential = await control.getCredential(alias)
    return showCredential(visit, credential, shownAgain(form, ['hosts', 'addresses'], []), problem)
  }
}

/** Takes one host away. Throws `not_found`. */
export async function unbindCredential(visit: Visit): Promise<Shown> {
  const { control, params, form } = visit
  const alias = params['alias'] ?? ''
  try {
    await control.unbindCredential(alias, [form.text('host')])
    return { kind: 'redirect', to: credentialPath(alias), notice: 'credential_unbound' }
  } catch (thrown) {
    const { problems, ...problem } = formProblem(thrown, [])
    const credential = await control.getCredential(alias)
    return showCredential(visit, credential, undefined, {
      ...problem,
      problems: problems.map(({ text }) => ({ text })),
      errors: {},
    })
  }
}
