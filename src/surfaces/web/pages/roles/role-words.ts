import { html } from 'hono/html'
import { PERMISSIONS, type Permission } from '../../../../domain/principal.ts'
import type { Role } from '../../../../domain/role.ts'
import { badge } from '../../components/badge.ts'
import { checkbox } from '../../components/checkbox.ts'
import { fieldSet } from '../../components/field-set.ts'
import type { Html } from '../../page.ts'

interface Words {
  readonly title: string
  readonly text: string
}

/** What each permission lets a key do. */
const PERMISSION_WORDS: Readonly<Record<Permission, Words>> = {
  read: { title: 'Read', text: 'List credentials' },
  write: { title: 'Write', text: 'Create credentials' },
  update: { title: 'Update', text: 'Modify credentials' },
  delete: { title: 'Delete', text: 'Remove credentials' },
  execute: { title: 'Execute', text: 'Use credentials for requests' },
}

/** Of the list of problems: where it leads for the permissions. */
export const PERMISSIONS_ID = 'permissions'

/** The boxes to tick. `ticked`: as the form brought them. */
export function permissionBoxes(ticked: readonly string[], error?: string): Html {
  const boxes = PERMISSIONS.map((permission) => {
    const { title, text } = PERMISSION_WORDS[permission]
    return checkbox({
      name: 'permissions',
      value: permission,
      label: `${title} — ${text}`,
      checked: ticked.includes(permission),
    })
  })
  return fieldSet({ id: PERMISSIONS_ID, legend: 'Permissions', body: boxes, error })
}

/** `Read, Execute` */
export const permissionText = (permissions: readonly Permission[]): string =>
  permissions.map((permission) => PERMISSION_WORDS[permission].title).join(', ')

/** Which credentials, as its patterns say it. */
export function scopeText(scopes: readonly string[]): Html {
  if (scopes.length === 0) return badge('warn', 'all credentials')
  return html`${scopes.map((scope, at) => html`${at === 0 ? '' : ', '}<code>${scope}</code>`)}`
}

/** Pages beside those of single roles. */
const TAKEN: ReadonlySet<string> = new Set(['new', 'scopes'])

/** The page of a role: by its name, unless there is another page of that name. */
export const roleHref = ({ name, id }: Pick<Role, 'name' | 'id'>): string =>
  `/roles/${encodeURIComponent(TAKEN.has(name) ? id : name)}`

/** `1 key`, `3 keys` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
