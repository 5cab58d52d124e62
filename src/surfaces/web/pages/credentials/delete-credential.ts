import { html } from 'hono/html'
import { button } from '../../components/button.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { credentialPath } from '../../credential-path.ts'
import type { Shown, Visit } from '../../page.ts'

export const DELETE_CONSEQUENCE =
  'Requests that name it are refused from then on. The secret is gone from this vault; this cannot be taken back.'

/** Asks. Throws `not_found`. */
export async function deletePage({ control, params, csrf }: Visit): Promise<Shown> {
  const { alias } = await control.getCredential(params['alias'] ?? '')
  const body = html`${pageHeading({
      title: html`Delete <span class="alias">${alias}</span>?`,
      intro: DELETE_CONSEQUENCE,
      back: { href: '/credentials', text: 'Credentials' },
    })}
    <form method="post" action="${credentialPath(alias, 'delete')}">
      ${csrf}
      <div class="actions">
        ${button({ text: 'Delete credential', tone: 'danger' })}
        ${linkButton({ text: 'Keep it', href: credentialPath(alias) })}
      </div>
    </form>`
  return { kind: 'page', title: `Delete ${alias}`, place: 'credentials', body }
}

/** Throws `not_found`. */
export async function deleteCredential({ control, params }: Visit): Promise<Shown> {
  await control.deleteCredential(params['alias'] ?? '')
  return { kind: 'redirect', to: '/credentials', notice: 'credential_deleted' }
}
