import { html } from 'hono/html'
import type { CreatedApiKey, ShownApiKey } from '../../../../ports/control-plane.ts'
import { AGENT_SETTINGS } from '../../../json/agent-settings.ts'
import { alert } from '../../components/alert.ts'
import { card } from '../../components/card.ts'
import { copyBox } from '../../components/copy-box.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { keyHref, revokeForm } from './key-table.ts'

/** A new key, this once: it is in no address, and asking for the page again does not bring it back. */
export function madeKey(visit: Visit, { key, token }: CreatedApiKey): Shown {
  if (token === null) return madeBefore(visit, key)
  const text = token.reveal()
  const body = html`${pageHeading({
      title: 'Save this key now',
      intro: 'It is shown this once. Only its hash is stored.',
      back: { href: '/keys', text: 'API keys' },
    })}
    ${tokenBox(text)}
    ${card({
      title: 'As environment variables',
      body: copyBox({
        label: 'environment variables',
        text: AGENT_SETTINGS.environment.text(proxyUrl(visit), text),
        lines: true,
        id: 'environment',
      }),
    })}
    <div class="actions">
      ${linkButton({ text: 'I have saved it', href: keyHref(key), tone: 'primary' })}
    </div>`
  return { kind: 'page', title: 'API key created', place: 'keys', body }
}

export const tokenBox = (text: string): Html =>
  card({ title: 'API key', body: copyBox({ label: 'API key', text, id: 'token' }) })

/** Where agents reach the proxy, without a slash at its end. */
export const proxyUrl = ({ deps }: Visit): string => deps.options.proxyUrl.replace(/\/+$/, '')

/** The form was sent twice, or its answer was loaded again. */
export function madeBefore(visit: Visit, key: ShownApiKey): Shown {
  const body = html`${pageHeading({
      title: 'This key was made already',
      back: { href: '/keys', text: 'API keys' },
    })}
    ${alert({
      tone: 'warn',
      text: html`The key <a href="${keyHref(key)}">${key.name}</a> was shown when it was made, and cannot be
        shown again. If it was not saved, revoke it and make another.`,
    })}
    <div class="actions">
      ${linkButton({ text: 'New API key', href: '/keys/new', tone: 'primary' })}
      ${revokeForm(visit, key, { danger: true })}
    </div>`
  return { kind: 'page', title: 'API key made already', place: 'keys', body }
}
