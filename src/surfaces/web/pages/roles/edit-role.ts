import { html } from 'hono/html'
import type { Role } from '../../../../domain/role.ts'
import { alert } from '../../components/alert.ts'
import { pageHeading } from '../../components/page-heading.ts'
import type { Problem } from '../../components/problem-list.ts'
import type { Shown, Visit } from '../../page.ts'
import { refusalOf } from './form-problems.ts'
import { rawRole, roleChecks, roleForm, typedRole, type RoleEntry } from './role-form.ts'
import { counted, roleHref } from './role-words.ts'

const storedRole = ({ name, description, permissions, scopes }: Role): RoleEntry => ({
  name,
  description,
  permissions,
  scopes: scopes.join('\n'),
})

async function page(
  visit: Visit,
  role: Role,
  entry: RoleEntry,
  problems: readonly Problem[] = [],
  status?: number,
): Promise<Shown> {
  const keys = (await visit.control.listKeys()).filter(({ roleId }) => roleId === role.id).length
  const cancel = roleHref(role)
  const body = html`${pageHeading({
    title: html`Edit role <span class="alias">${role.name}</span>`,
    back: { href: cancel, text: role.name },
  })}
  ${
    keys === 0
      ? ''
      : alert({
          tone: 'plain',
          text: `${counted(keys, 'API key has', 'API keys have')} this role: what you change counts for them at once.`,
        })
  }
  ${await roleForm(visit, {
    entry,
    problems,
    action: `/roles/${role.id}/edit`,
    submit: 'Save role',
    cancel,
  })}`
  return {
    kind: 'page',
    title: `Edit role ${role.name}`,
    place: 'roles',
    body,
    ...(status === undefined ? {} : { status }),
  }
}

/** `GET /roles/:name/edit`. Throws `not_found`. */
export async function editRole(visit: Visit): Promise<Shown> {
  const role = await visit.control.getRole(visit.params['name'] ?? '')
  return role.builtIn ? { kind: 'redirect', to: roleHref(role) } : page(visit, role, storedRole(role))
}

/** `POST /roles/:name/edit`. Throws `not_found`. */
export async function saveRole(visit: Visit): Promise<Shown> {
  const entry = typedRole(visit.form)
  const role = await visit.control.getRole(visit.params['name'] ?? '')
  if (visit.form.has('preview')) return page(visit, role, entry)
  try {
    const saved = await visit.control.updateRole(role.id, rawRole(entry))
    return { kind: 'redirect', to: roleHref(saved), notice: 'role_changed' }
  } catch (thrown) {
    const { problems, status } = refusalOf(visit, thrown, roleChecks(entry), 'name')
    return page(visit, role, entry, problems, status)
  }
}

/** `POST /roles/:name/delete`. Throws `not_found`, `conflict` (built in). */
export async function deleteRole({ control, params }: Visit): Promise<Shown> {
  await control.deleteRole(params['name'] ?? '')
  return { kind: 'redirect', to: '/roles', notice: 'role_deleted' }
}
