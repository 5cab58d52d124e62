import { html } from 'hono/html'
import type { CreatedApiKey } from '../../../../ports/control-plane.ts'
import { AGENT_SETTINGS, type AgentClient, type ExampleCall } from '../../../json/agent-settings.ts'
import { card } from '../../components/card.ts'
import { copyBox } from '../../components/copy-box.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { keyHref } from '../keys/key-table.ts'
import { madeBefore, proxyUrl, tokenBox } from '../keys/made-key.ts'

/** The key and the settings with it, this once: those of `client` first. */
export function agentSettings(
  visit: Visit,
  client: AgentClient,
  { key, token }: CreatedApiKey,
  example: ExampleCall | undefined,
): Shown {
  if (token === null) return madeBefore(visit, key)
  const text = token.reveal()
  const body = html`${pageHeading({
      title: 'Paste these settings now',
      intro: 'They hold a new API key, which is shown this once.',
      actions: [
        linkButton({ text: 'About this key', href: keyHref(key) }),
        linkButton({ text: 'Watch its requests', href: watchHref(key.prefix) }),
      ],
    })}
    ${card({ id: client, title: AGENT_SETTINGS[client].title, body: settings(visit, client, text, example) })}
    ${tokenBox(text)}
    <h2>Other clients</h2>
    <div class="stack-close">
      ${CLIENTS.filter((one) => one !== client).map(
        (one) =>
          html`<details class="card card-closed" id="${one}">
            <summary>${AGENT_SETTINGS[one].title}</summary>
            <div class="card-body">${settings(visit, one, text, example)}</div>
          </details>`,
      )}
    </div>`
  return { kind: 'page', title: 'Settings for the agent', place: 'connect', body }
}

/** The audit log of one key, which the script begins to follow at once. */
const watchHref = (prefix: string): string => `/audit?key=${encodeURIComponent(prefix)}#follow`

const CLIENTS = Object.keys(AGENT_SETTINGS) as AgentClient[]

function settings(visit: Visit, client: AgentClient, key: string, example: ExampleCall | undefined): Html {
  const of = AGENT_SETTINGS[client]
  return html`<p><code>${of.file}</code></p>
    <p class="hint">${of.advice}</p>
    ${copyBox({
      label: `settings for ${of.title}`,
      text: of.text(proxyUrl(visit), key, example),
      lines: true,
      id: `settings-${client}`,
    })}`
}
