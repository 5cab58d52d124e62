import { html } from 'hono/html'
import { alert } from '../../components/alert.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { tabs } from '../../components/tabs.ts'
import type { Html, Shown } from '../../page.ts'

const VIEWS = [
  { href: '/policies', text: 'Policies' },
  { href: '/policies/warnings', text: 'Warnings' },
  { href: '/policies/try', text: 'Try a request' },
] as const
export type View = (typeof VIEWS)[number]['href']

/** What all views of the policies have above them. */
export function policyFrame(view: View, stale: boolean, body: Html, status = 200): Shown {
  const warning = alert({
    tone: 'warn',
    title: 'The policy files cannot be read',
    text: 'They were changed to something that is not valid, so the policies from before stay in force. The log says which file and line, and so does `vultrino config check`.',
  })
  return {
    kind: 'page',
    title:
      view === '/policies'
        ? 'Policies'
        : `Policies: ${VIEWS.find(({ href }) => href === view)?.text.toLowerCase() ?? ''}`,
    place: 'policies',
    status,
    body: html`${pageHeading({
        title: 'Policies',
        intro: 'How credentials may be used: which URLs and methods, when, how often, and by whom.',
      })}
      ${tabs(
        'Views of the policies',
        VIEWS.map((one) => ({ ...one, current: one.href === view })),
      )}
      <div class="stack">${stale ? warning : ''} ${body}</div>`,
  }
}
