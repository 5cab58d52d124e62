import { html } from 'hono/html'
import { previewScopes } from '../../../../domain/scope-preview.ts'
import type { Role } from '../../../../domain/role.ts'
import { badge } from '../../components/badge.ts'
import { card } from '../../components/card.ts'
import { confirm } from '../../components/confirm.ts'
import { definitionList } from '../../components/definition-list.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { time } from '../../components/time.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { keyTable } from '../keys/key-table.ts'
import { counted, permissionText, roleHref, scopeText } from './role-words.ts'
import { scopeCoverage } from './scope-coverage.ts'

const MOST_KEYS = 50

/** `GET /roles/:name`. Throws `not_found`. */
export async function showRole(visit: Visit): Promise<Shown> {
  const { control } = visit
  const role = await control.getRole(visit.params['name'] ?? '')
  const [all, credentials] = await Promise.all([control.listKeys(), control.listCredentials()])
  const keys = all.filter(({ roleId }) => roleId === role.id).reverse()
  const aliases = credentials.map(({ alias }) => alias)
  const newKey = linkButton({
    text: 'New API key',
    href: `/keys/new?role=${encodeURIComponent(role.name)}`,
  })
  const body = html`${pageHeading({
    title: html`Role <span class="alias">${role.name}</span>`,
    back: { href: '/roles', text: 'Roles' },
    ...(role.description === null ? {} : { intro: role.description }),
    actions: role.builtIn
      ? badge('plain', 'built in')
      : [
          linkButton({ text: 'Edit', href: `${roleHref(role)}/edit`, label: `Edit ${role.name}` }),
          deletion(visit, role, keys.length),
        ],
  })}
  ${card({ title: 'Facts', body: facts(role) })}
  ${card({
    title: 'Credentials it covers',
    body: scopeCoverage(previewScopes(role.scopes, aliases), aliases.length),
  })}
  ${card({
    title: counted(keys.length, 'API key'),
    actions: newKey,
    kind: keys.length === 0 ? 'plain' : 'flush',
    body:
      keys.length === 0
        ? html`<p class="muted">No API key has this role.</p>`
        : html`${keyTable(visit, keys.slice(0, MOST_KEYS))}
          ${keys.length > MOST_KEYS ? html`<p><a href="/keys">All API keys</a></p>` : ''}`,
  })}`
  return { kind: 'page', title: `Role ${role.name}`, place: 'roles', body }
}

function facts(role: Role): Html {
  return definitionList([
    { term: 'Permissions', value: permissionText(role.permissions) },
    { term: 'Scopes', value: scopeText(role.scopes) },
    ...(role.builtIn
      ? []
      : [
          { term: 'Created', value: time(role.createdAt) },
          { term: 'Changed', value: time(role.updatedAt) },
          { term: 'Id', value: html`<code>${role.id}</code>` },
        ]),
  ])
}

function deletion({ csrf }: Visit, role: Role, keys: number): Html {
  const stop =
    keys === 0 ? 'No API key has it.' : `${counted(keys, 'API key stops', 'API keys stop')} working at once.`
  return confirm({
    id: 'delete-role',
    open: 'Delete',
    openLabel: `Delete ${role.name}`,
    question: html`Delete the role <span class="alias">${role.name}</span>?`,
    consequence: `${stop} This cannot be taken back: a new role of this name is another role.`,
    action: `/roles/${role.id}/delete`,
    csrf,
    submit: 'Delete role',
  })
}
