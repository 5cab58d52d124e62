import { html } from 'hono/html'
import type { Html, Place } from '../page.ts'
import { brandMark } from './brand-mark.ts'
import { attributes } from './attributes.ts'

interface Entry {
  readonly place: Place
  readonly href: string
  readonly text: string
}

const MAIN: readonly Entry[] = [
  { place: 'credentials', href: '/credentials', text: 'Credentials' },
  { place: 'roles', href: '/roles', text: 'Roles' },
  { place: 'keys', href: '/keys', text: 'API Keys' },
  { place: 'policies', href: '/policies', text: 'Policies' },
  { place: 'audit', href: '/audit', text: 'Audit' },
  { place: 'connect', href: '/connect', text: 'Connect' },
]

const MORE: readonly Entry[] = [
  { place: 'health', href: '/health-report', text: 'Health' },
  { place: 'docs', href: '/docs', text: 'Docs' },
  { place: 'settings', href: '/settings', text: 'Settings' },
]

/** Above every signed-in page. On a narrow screen it is behind a button, which works without the script too. */
export function navigation(place: Place | null, csrf: Html): Html {
  const here = [...MAIN, ...MORE].find((entry) => entry.place === place)
  return html`<header class="bar">
    <a class="brand" href="/" ${attributes({ 'aria-current': place === 'dashboard' ? 'page' : undefined })}
      >${brandMark()}Vultrino</a
    >
    <details class="menu" data-menu>
      <summary class="menu-button">
        <span class="unseen">Menu, now at </span>${here?.text ?? 'Dashboard'}
      </summary>
      <nav class="nav" aria-label="Main">
        <ul class="nav-list">
          ${MAIN.map((entry) => link(entry, place))}
        </ul>
        <ul class="nav-list nav-more">
          ${MORE.map((entry) => link(entry, place))}
          <li>
            <form method="post" action="/logout">
              ${csrf}<button class="nav-link nav-out" type="submit">Sign out</button>
            </form>
          </li>
        </ul>
      </nav>
    </details>
  </header>`
}

function link(entry: Entry, place: Place | null): Html {
  const current = attributes({ 'aria-current': entry.place === place ? 'page' : undefined })
  return html`<li><a class="nav-link" href="${entry.href}" ${current}>${entry.text}</a></li>`
}
