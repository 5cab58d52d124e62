import { sha256TokenHash } from '../adapters/crypto/sha256-token-hash.node.ts'
import { adminAccounts } from '../adapters/system/admin-accounts.node.ts'
import { fileInstallation } from '../adapters/system/file-installation.node.ts'
import { createPeerUsers } from '../adapters/system/peer-uid.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { AuditEntry } from '../domain/audit-event.ts'
import { createSignIn } from '../manage/sign-in/create-sign-in.ts'
import type { AdminAccounts } from '../ports/admin-accounts.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import type { Listener } from '../surfaces/http/listener.ts'
import { loadAssets } from '../surfaces/web/web-assets.node.ts'
import type { WebOptions, WebRefusal } from '../surfaces/web/web-deps.ts'
import { createWebServer, WEB_SERVER_DEFAULTS } from '../surfaces/web/web-server.node.ts'
import { createWeb } from '../surfaces/web/web.ts'
import { loadDocs } from './docs.node.ts'
import type { Door } from './proxy-door.node.ts'
import { refusalEvent } from './serve-events.node.ts'
import type { Service } from './service.node.ts'
import { webHealth } from './web-health.node.ts'

/** The account of this installation's web UI. */
export async function webAccounts(host: CommandHost): Promise<AdminAccounts> {
  const paths = await host.paths()
  return adminAccounts(paths, fileInstallation(paths))
}

export interface WebDoorParts {
  readonly service: Service
  readonly listener: Listener
  readonly accounts: AdminAccounts
  /** Where the proxy is reached, for what people paste; asked when a page needs it. */
  readonly proxyUrl: () => string
}

/** The web UI, on one listener. */
export async function openWebDoor({ service, listener, accounts, proxyUrl }: WebDoorParts): Promise<Door> {
  const { host, config, state, audit, ownPorts, onTrouble } = service
  const { session_timeout, cookie_secure, allowed_hosts, trusted_proxies } = config.web
  const signIn = createSignIn({
    accounts,
    sessions: state.sessions,
    limits: state.limits,
    audit,
    clock: systemClock,
    random: systemRandom,
    tokenHash: sha256TokenHash,
    sessionTimeout: session_timeout,
    failedPerMinute: config.limits.failed_auth_per_minute,
  })
  const options: WebOptions = {
    sessionTimeout: session_timeout,
    cookieSecure: cookie_secure,
    version: host.version,
    get proxyUrl() {
      return proxyUrl()
    },
  }
  const onRefused = (refusal: WebRefusal): Promise<void> => audit.record(webRefusal(refusal))
  const [assets, docs] = await Promise.all([loadAssets(), loadDocs()])
  const web = createWeb({
    signIn,
    control: (caller) => service.control(caller),
    audit: (caller) => service.desk(caller),
    policies: (caller) => service.policyRoom(caller),
    health: webHealth(service, host.now()),
    docs,
    assets,
    options,
    requestId: () => systemRandom.uuid(),
    now: () => systemClock.now(),
    onTrouble,
    onRefused,
  })
  const server = createWebServer({
    web,
    listener,
    options: { ...WEB_SERVER_DEFAULTS, allowedHosts: allowed_hosts, trustedProxies: trusted_proxies },
    random: systemRandom,
    peerUsers: createPeerUsers(),
    onRefused,
    onTrouble,
  })
  return {
    listen: async () => {
      const url = await server.listen()
      if (url.startsWith('http:')) ownPorts.add(Number(new URL(url).port))
      return url
    },
    drain: (timeoutMs) => server.drain(timeoutMs),
  }
}

const webRefusal = (refusal: WebRefusal): AuditEntry => ({
  ...refusalEvent(refusal),
  surface: 'web',
  action: 'web_request',
})
