import { html } from 'hono/html'
import { pageHeading } from '../../components/page-heading.ts'
import type { Problem } from '../../components/problem-list.ts'
import type { Shown, Visit } from '../../page.ts'
import { refusalOf } from './form-problems.ts'
import { rawRole, roleChecks, roleForm, typedRole, type RoleEntry } from './role-form.ts'
import { roleHref } from './role-words.ts'

const EMPTY: RoleEntry = { name: '', description: null, permissions: ['read', 'execute'], scopes: '' }

async function page(
  visit: Visit,
  entry: RoleEntry,
  problems: readonly Problem[] = [],
  status?: number,
): Promise<Shown> {
  const body = html`${pageHeading({
    title: 'New role',
    intro: 'Give no more than is needed: a role can be changed at any time.',
    back: { href: '/roles', text: 'Roles' },
  })}
  ${await roleForm(visit, {
    entry,
    problems,
    action: '/roles/new',
    submit: 'Create role',
    cancel: '/roles',
  })}`
  return {
    kind: 'page',
    title: 'New role',
    place: 'roles',
    body,
    ...(status === undefined ? {} : { status }),
  }
}

/** `GET /roles/new` */
export const newRole = (visit: Visit): Promise<Shown> => page(visit, EMPTY)

/** `POST /roles/new`. The same role twice is one role. */
export async function createRole(visit: Visit): Promise<Shown> {
  const entry = typedRole(visit.form)
  if (visit.form.has('preview')) return page(visit, entry)
  try {
    const role = await visit.control.createRole(rawRole(entry))
    return { kind: 'redirect', to: roleHref(role), notice: 'role_created' }
  } catch (thrown) {
    const { problems, status } = refusalOf(visit, thrown, roleChecks(entry), 'name')
    return page(visit, entry, problems, status)
  }
}
