import { describeCause } from '../adapters/log/describe-cause.ts'
import { stderrLog } from '../adapters/log/stderr-log.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { createPeerOwner } from '../adapters/system/peer-uid.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { Config } from '../domain/config/config.ts'
import type { VultrinoError } from '../domain/errors.ts'
import type { Log } from '../ports/log.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import type { Listener } from '../surfaces/http/listener.ts'
import { createHttpServer, HTTP_SERVER_DEFAULTS } from '../surfaces/http/server.node.ts'
import type { Vault } from '../vault/vault.ts'
import { openAudit } from './audit.node.ts'
import { openVault } from './open-vault.node.ts'
import { buildRequestPath } from './request-path.node.ts'

/** How long exchanges under way may still take when the server is asked to end, milliseconds. */
const DRAIN_MS = 30_000

/** What one serving process is given. */
export interface ServeProcess {
  readonly host: CommandHost
  readonly listener: Listener
  readonly keysRequired: boolean
  /** Called once with its URL, when connections are taken. */
  readonly onListening: (url: string) => void
}

/** Serves until SIGTERM or SIGINT, then lets what is under way end. */
export async function serveProcess({
  host,
  listener,
  keysRequired,
  onListening,
}: ServeProcess): Promise<void> {
  const config = await host.config()
  const log = stderrLog(await host.logLevel())
  const audit = openAudit(await host.paths(), config.logging.audit_file)
  const vault = await openVault(host, audit)
  followVault(vault, log)

  const ownPorts = new Set<number>()
  const onInternalError = (requestId: string, error: VultrinoError): void =>
    log.write('error', 'internal error', { request_id: requestId, ...describeCause(error.cause) })
  const path = await buildRequestPath({
    config,
    vault,
    audit,
    localUser: localUserExists(config, listener, keysRequired),
    ownPorts: () => ownPorts,
    onInternalError,
  })
  const server = createHttpServer({
    handle: path.handle,
    listener,
    options: {
      ...HTTP_SERVER_DEFAULTS,
      localAnyUser: config.server.local_any_user,
      allowedHosts: config.server.allowed_hosts,
    },
    peerOwner: createPeerOwner(),
    random: systemRandom,
    version: host.version,
    onRefused: ({ requestId, ip, method, error }) =>
      audit.record({
        requestId,
        surface: 'http',
        principal: 'none',
        ip,
        action: 'http_request',
        credential: null,
        method,
        url: null,
        time: systemClock.now(),
        decision: 'deny',
        error: error.code,
      }),
    onInternalError,
  })
  const interrupted = host.interruption()
  const url = await server.listen()
  if (url.startsWith('http:')) ownPorts.add(Number(new URL(url).port))
  onListening(url)
  log.write('info', 'listening', { url })
  await new Promise<void>((resolve) => {
    interrupted.addEventListener('abort', () => resolve(), { once: true })
    if (interrupted.aborted) resolve()
  })
  const cut = await server.drain(DRAIN_MS)
  log.write('info', 'stopped', { cut })
  await path.close()
  vault.close()
  await audit.close()
}

/** Only on a listener that nobody else's machine can reach, and only while keys are not asked for. */
function localUserExists(config: Config, listener: Listener, keysRequired: boolean): boolean {
  return !keysRequired && config.server.mode === 'local' && (listener.kind === 'unix' || listener.loopback)
}

function followVault(vault: Vault, log: Log): void {
  vault.onChange((event) => {
    if (event.kind === 'changed') log.write('debug', 'vault reloaded', { generation: vault.generation })
    else if (event.kind === 'unavailable')
      log.write('error', 'vault unavailable', { error: event.error.code, reason: event.error.message })
    else log.write('warn', 'the vault is an older copy of itself', { found: event.found, seen: event.seen })
  })
  vault.follow()
}
