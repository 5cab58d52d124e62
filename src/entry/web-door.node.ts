import { sha256TokenHash } from '../adapters/crypto/sha256-token-hash.node.ts'
import { readStoredAccount, vouchedAccount } from '../adapters/system/account-file.node.ts'
import { adminAccounts } from '../adapters/system/admin-accounts.node.ts'
import { fileInstallation } from '../adapters/system/file-installation.node.ts'
import { createPeerUsers } from '../adapters/system/peer-uid.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { AuditEntry } from '../domain/audit-event.ts'
import { VultrinoError } from '../domain/errors.ts'
import { createSignIn } from '../manage/sign-in/create-sign-in.ts'
import type { Vouching } from '../ports/vouching.ts'
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

/**
 * Reads the account of the web UI before anything is opened; the answer checks, once the vault is open, that it is this vault's.
 * Both throw `storage_error` where nobody could sign in.
 */
export async function requireAccount(host: CommandHost): Promise<(vault: Vouching) => void> {
  const { adminFile } = await host.paths()
  const stored = readStoredAccount(adminFile)
  if (stored !== undefined) return (vault) => void vouchedAccount(stored, vault)
  throw new VultrinoError('storage_error', {
    reason: 'there is no admin account to sign in with',
    hint: 'Make it with: vultrino init',
  })
}

export interface WebDoorParts {
  readonly service: Service
  readonly listener: Listener
  /** Where the proxy is reached, for what people paste; asked when a page needs it. */
  readonly proxyUrl: () => string
}

/** The web UI, on one listener. */
export async function openWebDoor({ service, listener, proxyUrl }: WebDoorParts): Promise<Door> {
  const { host, config, state, audit, vault, ownPorts, onTrouble } = service
  const paths = await host.paths()
  const { session_timeout, cookie_secure, allowed_hosts, trusted_proxies } = config.web
  const signIn = createSignIn({
    accounts: adminAccounts(paths, fileInstallation(paths), vault),
    sessions: state.sessions,
    limits: state.limits,
    audit,
    clock: systemClock,
    random: systemRandom,
    tokenHash: sha256TokenHash,
    vouching: vault,
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
