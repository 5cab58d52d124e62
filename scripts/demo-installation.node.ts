/** An installation as it looks after some weeks: for pictures of the web UI, and to look at by hand. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { SqliteAuditLog } from '../src/adapters/audit-store/sqlite-audit-log.node.ts'
import type { AuditEntry } from '../src/domain/audit-event.ts'
import { bothDoors, keysIn, type BothDoors } from '../test/web/pages-access/both-doors.ts'

export interface Demo {
  readonly doors: BothDoors
  /** The token of a key of the role `ai-agent`. */
  readonly key: string
  close(): Promise<void>
}

const SERVICES: readonly (readonly [alias: string, host: string, description: string])[] = [
  ['github-api', 'api.github.com', 'Issues and pull requests of the web team'],
  ['github-ci', 'api.github.com', 'Fine-grained token: checks of the CI only'],
  ['stripe-live', 'api.stripe.com', 'Payments. Restricted key: read charges, write refunds'],
  ['stripe-test', 'api.stripe.com', 'Test mode'],
  ['openai-research', 'api.openai.com', ''],
  ['anthropic-support', 'api.anthropic.com', 'Answers drafts for the support inbox'],
  ['slack-alerts', 'slack.com', 'Posts into #alerts'],
  ['sentry-api', 'sentry.io', ''],
  ['datadog-read', 'api.datadoghq.eu', 'Metrics, read only'],
  ['cloudflare-dns', 'api.cloudflare.com', 'DNS of example.com'],
  ['sendgrid-mail', 'api.sendgrid.com', ''],
  ['linear-api', 'api.linear.app', 'Tickets'],
  ['notion-wiki', 'api.notion.com', ''],
  ['airtable-crm', 'api.airtable.com', ''],
  ['twilio-sms', 'api.twilio.com', 'Only from the incident runbook'],
  ['npm-publish', 'registry.npmjs.org', ''],
  ['grafana-cloud', 'grafana.example.com', ''],
  ['pagerduty', 'api.pagerduty.com', ''],
  ['figma-export', 'api.figma.com', ''],
  ['shopify-admin', 'shop.example.com', ''],
  ['hubspot', 'api.hubapi.com', ''],
  ['mapbox-tiles', 'api.mapbox.com', ''],
  ['deepl', 'api.deepl.com', 'Translations of release notes'],
  ['vercel-deploy', 'api.vercel.com', ''],
  ['netlify-hooks', 'api.netlify.com', ''],
  ['algolia-search', 'search.example.com', ''],
  ['weather', 'api.weather.example.com', ''],
]

const POLICIES = `[[policies]]
name = "github-agents"
credential_pattern = "github-*"
default_action = "deny"

[[policies.rules]]
name = "agents only read"
condition = { and = [ { principal_match = { role = "ai-*" } }, { not = { method_match = ["GET", "HEAD"] } } ] }
action = "deny"

[[policies.rules]]
condition = { url_match = "https://api.github.com/*" }
action = "allow"

[[policies.rules]]
condition = { rate_limit = { max = 100, window_secs = 60 } }
action = "allow"

[[policies]]
name = "payments-by-day"
credential_pattern = "stripe-*"
default_action = "deny"

[[policies.rules]]
condition = { time_window = { start = "07:00", end = "20:00", timezone = "Europe/Paris", days = ["mon", "tue", "wed", "thu", "fri"] } }
action = "allow"
`

export async function demoInstallation(): Promise<Demo> {
  const doors = await bothDoors()
  const echo = createServer((request, response) => {
    response.statusCode = request.url?.startsWith('/missing') === true ? 404 : 200
    response.end('{"ok":true}')
  })
  try {
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
    const local = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`
    await fill(doors, local)
    writePolicies(doors)
    const key = await makeKeys(doors)
    await pastUse(doors, key.slice(0, 11))
    await realUse(doors, key, local)
    return { doors, key, close: () => closeAll(doors, echo) }
  } catch (error) {
    await closeAll(doors, echo)
    throw error
  }
}

async function closeAll(doors: BothDoors, echo: Server): Promise<void> {
  await doors.close()
  echo.close()
  echo.closeAllConnections()
}

async function fill({ post }: BothDoors, local: string): Promise<void> {
  const add = async (fields: Readonly<Record<string, string>>): Promise<void> => {
    const { status, text } = await post('/credentials/new', { type: 'api_key', ...fields })
    if (status !== 303) throw new Error(`not added: ${fields['alias'] ?? ''} ${text}`)
  }
  for (const [alias, hosts, description] of SERVICES)
    await add({ alias, hosts, description, key: `a-long-key-of-${alias}` })
  await add({ alias: 'staging-echo', hosts: local, key: 'a-key-of-the-staging-echo' })
  await add({
    type: 'basic_auth',
    alias: 'jira',
    hosts: 'jira.example.com',
    username: 'agent',
    password: 'a-password-of-jira',
    metadata: 'team: platform\nowner: mara',
  })
  await add({ alias: 'old-import', hosts: '', key: 'a-key-nobody-knows-any-more' })
}

function writePolicies({ product }: BothDoors): void {
  const folder = join(product.folder, 'policies.d')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'agents.toml'), POLICIES)
}

async function makeKeys({ post }: BothDoors): Promise<string> {
  let first = ''
  const roles = [
    ['ai-agent', 'Assistants of the web team', 'github-*\nlinear-api\nstaging-*', 'read execute'],
    ['payments-bot', 'Refunds, by day', 'stripe-*', 'execute'],
    ['release-pipeline', '', 'npm-publish\nvercel-*\nnetlify-*', 'execute'],
    ['vault-keeper', 'May also change and remove', '', 'read write update delete execute'],
  ] as const
  for (const [name, description, scopes, permissions] of roles) {
    await post('/roles/new', { name, description, scopes, permissions: permissions.split(' ') })
    const { text } = await post('/keys/new', {
      creation: crypto.randomUUID(),
      name: `${name}-1`,
      role: name,
      expires: '90d',
      expires_on: '',
    })
    const [token = ''] = keysIn(text)
    if (token === '') throw new Error(`no key: ${text}`)
    if (first === '') first = token
  }
  return first
}

const HOUR = 3_600_000

/** A day and a half of requests that were never made: as the proxy would have written them. */
async function pastUse({ product }: BothDoors, prefix: string): Promise<void> {
  const log = new SqliteAuditLog({ path: join(product.folder, 'data', 'state.db') })
  const now = Date.now()
  const paths: Readonly<Record<string, string>> = {
    'github-api': 'https://api.github.com/repos/example/web/issues/',
    'linear-api': 'https://api.linear.app/graphql?page=',
    'stripe-live': 'https://api.stripe.com/v1/charges/ch_',
  }
  for (let at = 0; at < 420; at++) {
    const time = now - 30 * HOUR + Math.round((at / 420) ** 1.2 * 30 * HOUR) - 60_000
    const [credential, url] = Object.entries(paths)[(at * 7) % 3] ?? ['', '']
    const denied = at % 17 === 3
    const entry: AuditEntry = {
      requestId: crypto.randomUUID(),
      surface: at % 5 === 0 ? 'http' : 'mcp',
      principal: 'key',
      key: prefix,
      keyName: 'ai-agent-1',
      role: 'ai-agent',
      ip: '127.0.0.1',
      action: 'http_request',
      credential,
      method: denied ? 'DELETE' : at % 4 === 1 ? 'POST' : 'GET',
      url: `${url}${1200 + at}`,
      time,
      decision: denied ? 'deny' : 'allow',
      error: denied ? 'policy_denied' : null,
      policy: denied ? 'github-agents' : null,
      rule: denied ? 'agents only read' : null,
    }
    await log.record(entry)
    if (denied) continue
    const status = at % 29 === 5 ? 404 : 200
    log.complete({
      requestId: entry.requestId,
      time: time + 80,
      outcome: 'complete',
      status,
      bytes: 900 + at,
      durationMs: 80 + (at % 60),
      redactions: 0,
      error: null,
    })
  }
  await log.close()
}

/** Real requests, allowed and refused. */
async function realUse({ proxyUrl }: BothDoors, key: string, local: string): Promise<void> {
  const send = (alias: string, url: string, method = 'GET'): Promise<unknown> =>
    fetch(`${proxyUrl}/v1/execute`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ credential: alias, action: 'http.request', params: { method, url } }),
    }).then((answer) => answer.text())
  for (const path of ['/orders?page=1', '/orders/17', '/missing', '/health'])
    await send('staging-echo', `${local}${path}`)
  await send('staging-echo', 'https://attacker.example.com/')
  await send('stripe-live', 'https://api.stripe.com/v1/charges')
  await send('github-api', 'https://api.github.com/repos/example/web', 'DELETE')
}
