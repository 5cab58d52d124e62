import { html } from 'hono/html'
import type { ShownApiKey } from '../../../../ports/control-plane.ts'
import { button } from '../../components/button.ts'
import { table, type Row } from '../../components/table.ts'
import { time } from '../../components/time.ts'
import type { Html, Visit } from '../../page.ts'
import { keyBadge, keyState } from './key-state.ts'

const HEADINGS = [
  { text: 'Name' },
  { text: 'Key', width: 'tight' },
  { text: 'Role' },
  { text: 'Expires', width: 'tight' },
  { text: 'Last used', width: 'tight' },
  { text: 'State', width: 'tight' },
  { text: 'Actions', align: 'end', hidden: true, width: 'tight' },
] as const

export const keyHref = ({ id }: Pick<ShownApiKey, 'id'>): string => `/keys/${id}`

/** Keys, each to be revoked by one press. `back`: the page of the list to come back to. */
export function keyTable(visit: Visit, keys: readonly ShownApiKey[], back = 1): Html {
  return table({
    caption: 'API keys',
    headings: HEADINGS,
    rows: keys.map((key) => row(visit, key, back)),
  })
}

function row(visit: Visit, key: ShownApiKey, back: number): Row {
  return {
    cells: [
      html`<a class="alias" href="${keyHref(key)}">${key.name}</a>`,
      html`<code>${key.prefix}…</code>`,
      roleLink(key),
      time(key.expiresAt, 'never', 'day'),
      time(key.lastUsedAt),
      keyBadge(keyState(key, visit.deps.now())),
      revokeForm(visit, key, { back }),
    ],
  }
}

export const roleLink = ({ role, roleId }: ShownApiKey): Html =>
  role === null ? html`<span class="muted">deleted</span>` : html`<a href="/roles/${roleId}">${role}</a>`

/** Revokes at once: nothing is asked. */
export function revokeForm(
  { csrf }: Visit,
  key: ShownApiKey,
  { back, danger = false }: { readonly back?: number; readonly danger?: boolean },
): Html {
  return html`<form method="post" action="${keyHref(key)}/revoke">
    ${csrf}${back === undefined ? '' : html`<input type="hidden" name="page" value="${String(back)}" />`}
    ${button({
      text: danger ? 'Revoke now' : 'Revoke',
      tone: danger ? 'danger' : 'quiet',
      label: `${danger ? 'Revoke now:' : 'Revoke'} ${key.name}`,
    })}
  </form>`
}
