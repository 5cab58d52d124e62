import { html } from 'hono/html'
import type { Role } from '../../../../domain/role.ts'
import { badge } from '../../components/badge.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { table, type Row } from '../../components/table.ts'
import type { Shown, Visit } from '../../page.ts'
import { permissionText, roleHref, scopeText } from './role-words.ts'

const HEADINGS = [
  { text: 'Name' },
  { text: 'Permissions' },
  { text: 'Scopes' },
  { text: 'Keys', align: 'end' },
  { text: 'Actions', align: 'end', hidden: true, width: 'tight' },
] as const

/** `GET /roles` */
export async function listRoles({ control }: Visit): Promise<Shown> {
  const [roles, keys] = await Promise.all([control.listRoles(), control.listKeys()])
  const counts = new Map<string, number>()
  for (const { roleId } of keys) counts.set(roleId, (counts.get(roleId) ?? 0) + 1)
  const body = html`${pageHeading({
    title: 'Roles',
    intro: 'A role says what its API keys may do, and with which credentials.',
    actions: linkButton({ text: 'New role', href: '/roles/new', tone: 'primary' }),
  })}
  ${table({
    caption: 'Roles',
    headings: HEADINGS,
    rows: roles.map((role) => row(role, counts.get(role.id) ?? 0)),
  })}`
  return { kind: 'page', title: 'Roles', place: 'roles', body }
}

function row(role: Role, keys: number): Row {
  const href = roleHref(role)
  const name = html`<a class="alias" href="${href}">${role.name}</a>
    ${role.builtIn ? badge('plain', 'built in') : ''}
    ${role.description === null ? '' : html`<span class="row-note">${role.description}</span>`}`
  const edit = linkButton({
    text: 'Edit',
    href: `${href}/edit`,
    tone: 'quiet',
    label: `Edit ${role.name}`,
  })
  return {
    cells: [
      name,
      permissionText(role.permissions),
      scopeText(role.scopes),
      String(keys),
      role.builtIn ? '' : edit,
    ],
  }
}
