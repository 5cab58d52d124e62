import { html } from 'hono/html'
import { formatBoundOrigin } from '../../../../domain/binding.ts'
import type { BoundOrigin } from '../../../../domain/bound-origin.ts'
import type { CredentialInfo } from '../../../../domain/credential.ts'
import { alert } from '../../components/alert.ts'
import { button } from '../../components/button.ts'
import { card } from '../../components/card.ts'
import { problemList } from '../../components/problem-list.ts'
import { credentialPath } from '../../credential-path.ts'
import type { Form } from '../../form.ts'
import type { Html } from '../../page.ts'
import { addressesField, hostsField } from './credential-fields.ts'
import type { FormProblem } from './form-problem.ts'

/** Where a credential may go; each origin can be taken away, more can be added. */
export function bindingCard(credential: CredentialInfo, csrf: Html, form: Form, problem: FormProblem): Html {
  const { alias, binding } = credential
  const { errors } = problem
  const list =
    binding.length === 0
      ? alert({
          tone: 'warn',
          title: 'Bound to no host',
          text: 'It is sent nowhere, unless a policy names the host. Add the hosts that may receive it.',
        })
      : html`<ul class="origins">
          ${binding.map((origin) => originRow(alias, origin, csrf))}
        </ul>`
  return card({
    title: 'May go to',
    id: 'binding',
    body: html`${problemList(problem.problems, 'The hosts were not changed')} ${list}
      <form class="form" method="post" action="${credentialPath(alias, 'bind')}">
        ${csrf}
        ${hostsField(form, errors, 'One a line: api.example.com, http://127.0.0.1:9000, *.example.com', true)}
        ${addressesField(form, errors)}
        <div class="actions">${button({ text: 'Add hosts' })}</div>
      </form>`,
  })
}

function originRow(alias: string, origin: BoundOrigin, csrf: Html): Html {
  const name = formatBoundOrigin(origin)
  const { addresses } = origin
  return html`<li>
    <span>
      <code class="origin">${name}</code>
      ${addresses.length === 0 ? '' : html`<span class="muted">also at ${addresses.join(', ')}</span>`}
    </span>
    <form method="post" action="${credentialPath(alias, 'unbind')}">
      ${csrf}
      <input type="hidden" name="host" value="${name}" />
      ${button({ text: 'Remove', tone: 'quiet', label: `Remove ${name}` })}
    </form>
  </li>`
}
