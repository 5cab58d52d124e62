import { html } from 'hono/html'
import { parseRole, type RawRole } from '../../../../domain/parse-role.ts'
import { splitScopes } from '../../../../domain/scope-preview.ts'
import { button } from '../../components/button.ts'
import { field } from '../../components/field.ts'
import { linkButton } from '../../components/link-button.ts'
import { problemList, type Problem } from '../../components/problem-list.ts'
import { textArea } from '../../components/text-area.ts'
import { withoutScript } from '../../components/without-script.ts'
import type { Form } from '../../form.ts'
import type { Html, Visit } from '../../page.ts'
import { problemAt, type FieldChecks } from './form-problems.ts'
import { PERMISSIONS_ID, permissionBoxes } from './role-words.ts'
import { typedCoverage } from './scope-coverage.ts'

/** What stands in the editor of a role. */
export interface RoleEntry {
  readonly name: string
  readonly description: string | null
  readonly permissions: readonly string[]
  /** As they were typed. */
  readonly scopes: string
}

export const typedRole = (form: Form): RoleEntry => ({
  name: form.text('name'),
  description: form.textOrNull('description'),
  permissions: form.all('permissions'),
  scopes: form.text('scopes'),
})

/** As the control plane takes it. */
export const rawRole = (entry: RoleEntry): RawRole => ({ ...entry, scopes: splitScopes(entry.scopes) })

const SOME: RawRole = { name: 'role', description: null, permissions: ['read'], scopes: [] }

/** Which field of a refused form it was. */
export function roleChecks({ name, description, permissions, scopes }: RoleEntry): FieldChecks {
  return {
    name: () => parseRole({ ...SOME, name }),
    description: () => parseRole({ ...SOME, description }),
    [`#${PERMISSIONS_ID}`]: () => parseRole({ ...SOME, permissions }),
    scopes: () => parseRole({ ...SOME, scopes: splitScopes(scopes) }),
  }
}

export interface RoleForm {
  readonly entry: RoleEntry
  readonly problems: readonly Problem[]
  readonly action: string
  readonly submit: string
  readonly cancel: string
}

/** The editor. What its scopes cover shows while one types; without the script, by a button. */
export async function roleForm(visit: Visit, { entry, problems, ...form }: RoleForm): Promise<Html> {
  return html`${problemList(problems)}
    <form method="post" action="${form.action}" class="form">
      ${visit.csrf}
      ${field({
        name: 'name',
        label: 'Name',
        value: entry.name,
        required: true,
        hint: 'Letters, digits, dots, underscores, hyphens',
        error: problemAt(problems, 'name'),
        attributes: { maxlength: 64, spellcheck: 'false', autocapitalize: 'none' },
      })}
      ${field({
        name: 'description',
        label: 'Description',
        value: entry.description,
        error: problemAt(problems, 'description'),
        attributes: { maxlength: 1024 },
      })}
      ${permissionBoxes(entry.permissions, problemAt(problems, `#${PERMISSIONS_ID}`))}
      ${textArea({
        name: 'scopes',
        label: 'Credential scopes',
        value: entry.scopes,
        code: true,
        rows: 4,
        hint: html`Patterns of aliases, one a line or between commas: <code>github-*</code>,
          <code>stripe-test</code>, <code>{api,ci}-dev</code>. None: all credentials.`,
        error: problemAt(problems, 'scopes'),
        attributes: {
          'hx-post': '/roles/scopes',
          'hx-trigger': 'input changed delay:300ms',
          'hx-target': '#coverage',
          'hx-swap': 'innerHTML',
        },
      })}
      <div id="coverage" class="stack-close" aria-live="polite">
        ${problemAt(problems, 'scopes') === undefined ? await typedCoverage(visit, entry.scopes) : ''}
      </div>
      <div class="actions">
        ${button({ text: form.submit, tone: 'primary' })}
        ${withoutScript(button({ text: 'Preview scopes', name: 'preview', value: 'yes' }))}
        ${linkButton({ text: 'Cancel', href: form.cancel, tone: 'quiet' })}
      </div>
    </form>`
}
