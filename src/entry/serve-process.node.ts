import { sha256TokenHash } from '../adapters/crypto/sha256-token-hash.node.ts'
import { stderrLog } from '../adapters/log/stderr-log.node.ts'
import { outliveHangup } from '../adapters/system/hangup.node.ts'
import { createPeerOwner } from '../adapters/system/peer-uid.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import { auditIdentity } from '../domain/audit-event.ts'
import type { LocalUserRule } from '../domain/server-options.ts'
import type { Config } from '../domain/config/config.ts'
import { readMetrics } from '../manage/read-metrics.ts'
import { createControlPlane } from '../manage/control-plane.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import { requireSafeListener, type Listener } from '../surfaces/http/listener.ts'
import { createApi } from '../surfaces/api/api.ts'
import { createHttpServer, HTTP_SERVER_DEFAULTS } from '../surfaces/http/server.node.ts'
import { openAudit, recordEvent } from './audit.node.ts'
import { managementPorts } from './management-ports.node.ts'
import { openVault } from './open-vault.node.ts'
import { openPolicies } from './policies.node.ts'
import { buildRequestPath } from './request-path.node.ts'
import { openServeTelemetry, vaultReading } from './serve-telemetry.node.ts'
import { serveAudit } from './serve-audit.node.ts'
import { openSharedState } from './shared-state.node.ts'
import { vaultCompanions } from './vault-ports.node.ts'
import {
  followAccess,
  followVault,
  refusalEvent,
  serverEvent,
  troubleLog,
  withRequestLog,
} from './serve-events.node.ts'

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
  const level = await host.logLevel()
  const log = stderrLog(level)
  const policies = await openPolicies(host, log)
  const telemetry = await openServeTelemetry(host.version, log, {
    vault: () => vaultReading(vault),
    policies: () => ({ count: policies.source.current.count, stale: policies.stale }),
    upstream: () => path.stats(),
  })
  const { tracing, page } = telemetry
  const audit = openAudit(await host.paths(), {
    textFile: config.logging.audit_file,
    observed: (inner) => telemetry.observed(inner),
  })
  const vault = await openVault(host, audit)
  // Once keys are made they are asked for, and what was made is never unmade.
  requireSafeListener(listener, keysRequired || (config.auth.required === 'auto' && vault.keysExist))
  const state = openSharedState(await host.paths())
  // A server that could not record anything says so now rather than to every caller.
  await recordEvent(audit, serverEvent('server.start'))
  followVault(vault, audit, log)
  policies.follow()
  outliveHangup(() => {
    policies.reload()
    audit.reopen()
  })

  const ownPorts = new Set<number>()
  const onTrouble = troubleLog(log)
  const path = await buildRequestPath({
    config,
    vault,
    audit,
    state,
    policies: policies.source,
    tracing,
    localUser: localUserRule(config, listener, keysRequired),
    ownPorts: () => ownPorts,
    onTrouble,
  })
  const unfollow = followAccess(vault, () => path.recheck())
  const handle = level === 'debug' || level === 'trace' ? withRequestLog(path.handle, log) : path.handle
  const management = { vault, audit, usage: state.usage, tokenHash: sha256TokenHash, ...managementPorts }
  const { stateFile } = vaultCompanions(await host.paths())
  const served = serveAudit({ stateFile, vault, audit, limits: state.limits, config: config.audit, log })
  const api = createApi({
    gate: path.gate,
    handle,
    control: (caller) => createControlPlane({ ...management, caller }),
    audit: (caller) => served.desk(caller),
    metrics: (caller, accept) => readMetrics({ ...management, caller }, page, accept),
    version: host.version,
    maxBodySize: config.server.max_body_size,
    maxAnswerSize: config.server.max_answer_size,
    onRefused: ({ requestId, ip, method }, error, principal) => {
      const refusal = refusalEvent({ requestId, ip, method, error })
      return audit.record({ ...refusal, ...auditIdentity(principal), surface: 'api', action: 'api_request' })
    },
    onTrouble,
  })
  const server = createHttpServer({
    handle,
    api,
    listener,
    options: {
      ...HTTP_SERVER_DEFAULTS,
      localAnyUser: config.server.local_any_user,
      allowedHosts: config.server.allowed_hosts,
    },
    peerOwner: createPeerOwner(),
    random: systemRandom,
    version: host.version,
    onRefused: (refusal) => audit.record(refusalEvent(refusal)),
    onInternalError: onTrouble,
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
  served.stop()
  const cut = await server.drain(DRAIN_MS)
  log.write('info', 'stopped', { cut })
  unfollow()
  policies.close()
  await path.close()
  await served.close()
  state.close()
  vault.close()
  await audit.close()
  await telemetry.close()
}

/** Only on a listener that nobody else's machine can reach, and only while keys are not asked for. */
function localUserRule(config: Config, listener: Listener, keysRequired: boolean): LocalUserRule {
  const reachable = listener.kind === 'tcp' && !listener.loopback
  if (keysRequired || reachable) return 'never'
  return config.auth.required === false ? 'always' : 'until_keys'
}
