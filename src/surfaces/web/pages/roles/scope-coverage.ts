import { html } from 'hono/html'
import { asVultrinoError } from '../../../../domain/errors.ts'
import { previewScopes, splitScopes, type ScopePreview } from '../../../../domain/scope-preview.ts'
import { alert } from '../../components/alert.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { sentence } from './form-problems.ts'
import { counted } from './role-words.ts'

const MOST_SHOWN = 25

/** Which credentials the scopes of a role cover, of those there are. */
export function scopeCoverage({ scopes, covered, idle }: ScopePreview, count: number): Html {
  const all = scopes.length === 0
  const warnings = [
    all
      ? alert({
          tone: 'warn',
          title: 'No scopes: all credentials',
          text: 'Keys of this role reach every credential, also those that are added later.',
        })
      : '',
    idle.length > 0
      ? alert({
          tone: 'warn',
          text: html`Nothing is called so yet:
          ${idle.map((scope, at) => html`${at === 0 ? '' : ', '}<code>${scope}</code>`)}`,
        })
      : '',
  ]
  return html`<p>Covers ${String(covered.length)} of ${counted(count, 'credential')}.</p>
    ${aliasList(covered)} ${warnings}`
}

function aliasList(aliases: readonly string[]): Html {
  const more = aliases.length - MOST_SHOWN
  return html`<p>
    ${aliases
      .slice(0, MOST_SHOWN)
      .map((alias, at) => html`${at === 0 ? '' : ', '}<span class="alias">${alias}</span>`)}${
      more > 0 ? ` and ${counted(more, 'other')}` : ''
    }
  </p>`
}

/** The same for what stands in a form now, which may be no pattern yet. */
export async function typedCoverage({ control }: Visit, text: string): Promise<Html> {
  const aliases = (await control.listCredentials()).map(({ alias }) => alias)
  let preview: ScopePreview
  try {
    preview = previewScopes(splitScopes(text), aliases)
  } catch (thrown) {
    return alert({ tone: 'bad', text: sentence(asVultrinoError(thrown)) })
  }
  return scopeCoverage(preview, aliases.length)
}

/** `POST /roles/scopes`: the same as a part of a page. */
export async function showCoverage(visit: Visit): Promise<Shown> {
  return { kind: 'fragment', body: await typedCoverage(visit, visit.form.text('scopes')) }
}
