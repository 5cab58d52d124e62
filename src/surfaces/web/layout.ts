import { html, raw } from 'hono/html'
import type { Session } from '../../ports/sessions.ts'
import { alert } from './components/alert.ts'
import { attributes } from './components/attributes.ts'
import { MAIN_ID, skipLink } from './components/skip-link.ts'
import { navigation } from './components/navigation.ts'
import type { Html, Place } from './page.ts'
import type { WebDeps } from './web-deps.ts'

export interface LayoutPage {
  readonly title: string
  /** `null`: none of the places (signing in, an error). */
  readonly place: Place | null
  readonly body: Html
  /** What was just done, as a sentence. */
  readonly notice?: string | undefined
  /** What went wrong, as a sentence. */
  readonly problem?: string | undefined
}

export interface LayoutFrame {
  readonly deps: Pick<WebDeps, 'assets' | 'options'>
  /** `null`: nobody is signed in; there is no navigation. */
  readonly session: Session | null
  /** A hidden field, for signing out. */
  readonly csrf: Html
  readonly path: string
}

/** Eval, inline styles and inline handlers of htmx stay off; going back is the browser's own. */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  mode: 'same-origin',
  defaultTimeout: 15000,
})

/** A whole document around what a page shows. */
export function renderPage(page: LayoutPage, frame: LayoutFrame): Html {
  const { assets, options } = frame.deps
  const signedIn = frame.session !== null
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${page.title} · Vultrino</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta name="htmx-config" content="${HTMX_CONFIG}">
<link rel="icon" type="image/svg+xml" href="${assets.icon.path}">
<link rel="stylesheet" href="${assets.style.path}">
<script src="${assets.script.path}" defer></script>
${signedIn ? html`<script src="${assets.htmx.path}" defer></script>` : ''}
</head>
<body${attributes({ class: signedIn ? undefined : 'signed-out' })}>
${skipLink()}
${signedIn ? navigation(page.place, frame.csrf) : ''}
<main id="${MAIN_ID}" tabindex="-1">
${page.notice === undefined ? '' : alert({ tone: 'good', text: page.notice, role: 'status' })}
${page.problem === undefined ? '' : alert({ tone: 'bad', text: page.problem, role: 'alert' })}
${page.body}
</main>
<footer class="footer">${signedIn ? html`<p>Vultrino ${options.version}</p>` : ''}</footer>
</body>
</html>${raw('\n')}`
}
