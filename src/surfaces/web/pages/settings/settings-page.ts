import { html } from 'hono/html'
import type { VultrinoError } from '../../../../domain/errors.ts'
import type { Session } from '../../../../ports/sessions.ts'
import { badge } from '../../components/badge.ts'
import { button } from '../../components/button.ts'
import { card } from '../../components/card.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { secretField } from '../../components/secret-field.ts'
import { table, type Row } from '../../components/table.ts'
import { time } from '../../components/time.ts'
import { errorMessage } from '../../error-page.ts'
import type { Html } from '../../page.ts'

export interface SettingsPage {
  readonly sessions: readonly Session[]
  /** Id of this one. */
  readonly current: string
  readonly csrf: Html
  /** Why the password was not changed. */
  readonly error?: VultrinoError | undefined
}

export function settingsPage({ sessions, current, csrf, error }: SettingsPage): Html {
  return html`${pageHeading({ title: 'Settings', intro: 'Your password, and where you are signed in.' })}
  ${card({ title: 'Change password', id: 'password', body: passwordForm(csrf, error) })}
  ${card({
    title: 'Sessions',
    id: 'sessions',
    body: html`${sessionTable(sessions, current)} ${signOutForms(csrf)}`,
  })}`
}

function passwordForm(csrf: Html, error: VultrinoError | undefined): Html {
  return html`${error === undefined ? '' : errorMessage(error, 'alert')}
    <form method="post" action="/settings/password" class="form">
      ${csrf}
      ${secretField({ name: 'present', label: 'Present password', required: true, autocomplete: 'current-password' })}
      ${secretField({
        name: 'next',
        label: 'New password',
        hint: 'At least 8 characters; 12 or more are safer.',
        required: true,
        autocomplete: 'new-password',
      })}
      ${secretField({ name: 'again', label: 'New password again', required: true, autocomplete: 'new-password' })}
      <div class="actions">${button({ text: 'Change password', tone: 'primary' })}</div>
      <p class="hint">
        All other sessions end. The vault password stays as it is: <code>vultrino passwd</code> changes that
        one.
      </p>
    </form>`
}

function sessionTable(sessions: readonly Session[], current: string): Html {
  return table({
    caption: 'Where you are signed in',
    headings: [
      { text: 'Last used', width: 'tight' },
      { text: 'Since', width: 'tight' },
      { text: 'Address', width: 'tight' },
      { text: 'Browser' },
    ],
    rows: sessions.map((session): Row => ({
      cells: [
        session.id === current
          ? html`${time(session.seenAt)} ${badge('good', 'this one')}`
          : time(session.seenAt),
        time(session.createdAt),
        session.ip ?? 'socket file',
        session.userAgent ?? 'not told',
      ],
    })),
  })
}

function signOutForms(csrf: Html): Html {
  return html`<div class="actions">
    <form method="post" action="/logout">${csrf}${button({ text: 'Sign out' })}</form>
    <form method="post" action="/settings/sign-out-everywhere">
      ${csrf}${button({ text: 'Sign out everywhere', tone: 'danger' })}
    </form>
  </div>`
}
