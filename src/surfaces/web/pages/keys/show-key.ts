import { html } from 'hono/html'
import type { ShownApiKey } from '../../../../ports/control-plane.ts'
import { activityTable } from '../../components/activity-table.ts'
import { alert } from '../../components/alert.ts'
import { card } from '../../components/card.ts'
import { definitionList } from '../../components/definition-list.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { time } from '../../components/time.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { keyBadge, keyState, type KeyState } from './key-state.ts'
import { revokeForm, roleLink } from './key-table.ts'

const MOST_RECORDS = 20

/** `GET /keys/:id`. Throws `not_found`. */
export async function showKey(visit: Visit): Promise<Shown> {
  const key = await visit.control.getKey(visit.params['id'] ?? '')
  const state = keyState(key, visit.deps.now())
  const { records } = await visit.audit.search({ key: key.prefix }, { limit: MOST_RECORDS })
  const body = html`${pageHeading({
    title: html`API key <span class="alias">${key.name}</span>`,
    back: { href: '/keys', text: 'API keys' },
    actions: revokeForm(visit, key, { danger: true }),
  })}
  ${note(state)} ${card({ title: 'Facts', body: facts(key, state) })}
  ${card({
    title: 'Recent activity',
    kind: records.length === 0 ? 'plain' : 'flush',
    actions: linkButton({
      text: 'All in the audit log',
      href: `/audit?key=${encodeURIComponent(key.prefix)}`,
      tone: 'quiet',
    }),
    body:
      records.length === 0
        ? html`<p class="muted">Nothing was asked with this key yet.</p>`
        : activityTable(`Recent activity of ${key.name}`, records),
  })}`
  return { kind: 'page', title: `API key ${key.name}`, place: 'keys', body }
}

const NOTES: Readonly<Record<KeyState, string | null>> = {
  active: null,
  expired: 'This key has expired: it opens nothing any more. Make another, and revoke this one.',
  'role deleted':
    'The role of this key was deleted: it opens nothing any more. Make another, and revoke this one.',
}

function note(state: KeyState): Html | '' {
  const text = NOTES[state]
  return text === null ? '' : alert({ tone: 'warn', text })
}

function facts(key: ShownApiKey, state: KeyState): Html {
  return definitionList([
    { term: 'State', value: keyBadge(state) },
    { term: 'Key', value: html`<code>${key.prefix}…</code>` },
    { term: 'Role', value: roleLink(key) },
    { term: 'Expires', value: time(key.expiresAt) },
    { term: 'Last used', value: time(key.lastUsedAt) },
    { term: 'Created', value: time(key.createdAt) },
    { term: 'Id', value: html`<code>${key.id}</code>` },
  ])
}
