import { sha256TokenHash } from '../adapters/crypto/sha256-token-hash.node.ts'
import { stderrLog } from '../adapters/log/stderr-log.node.ts'
import { outliveHangup } from '../adapters/system/hangup.node.ts'
import type { Config } from '../domain/config/config.ts'
import type { VultrinoError } from '../domain/errors.ts'
import type { LocalUserRule } from '../domain/server-options.ts'
import { createControlPlane } from '../manage/control-plane.ts'
import type { Caller, Management } from '../manage/management.ts'
import { createPolicyRoom } from '../manage/policies/create-policy-room.ts'
import type { PolicyRoom } from '../manage/policies/policy-room.ts'
import type { Handle } from '../pipeline/index.ts'
import type { AuditDesk } from '../ports/audit-desk.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { ControlPlane } from '../ports/control-plane.ts'
import type { Log } from '../ports/log.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import type { Vault } from '../vault/vault.ts'
import { openAudit, recordEvent } from './audit.node.ts'
import { managementPorts } from './management-ports.node.ts'
import { openVault } from './open-vault.node.ts'
import { openPolicies, type OpenedPolicies } from './policies.node.ts'
import { buildRequestPath, type OpenedRequestPath } from './request-path.node.ts'
import { serveAudit } from './serve-audit.node.ts'
import { followAccess, followVault, serverEvent, troubleLog, withRequestLog } from './serve-events.node.ts'
import { openServeTelemetry, vaultReading, type ServeTelemetry } from './serve-telemetry.node.ts'
import { openSharedState, type SharedState } from './shared-state.node.ts'
import { vaultCompanions } from './vault-ports.node.ts'

/** What one process offers, whatever doors it opens: request path, control plane, audit, numbers. */
export interface Service {
  readonly host: CommandHost
  readonly config: Config
  readonly log: Log
  readonly vault: Vault
  readonly audit: AuditLog
  readonly state: SharedState
  readonly policies: OpenedPolicies
  readonly telemetry: ServeTelemetry
  readonly path: OpenedRequestPath
  /** The request path, told of in the log at level debug. */
  readonly handle: Handle
  readonly management: Omit<Management, 'caller'>
  /** Ports on which this process listens: nothing is forwarded there. Doors add theirs. */
  readonly ownPorts: Set<number>
  readonly onTrouble: (requestId: string, error: VultrinoError) => void
  control(caller: Caller): ControlPlane
  desk(caller: Caller): AuditDesk
  policyRoom(caller: Caller): PolicyRoom
  /** Whoever follows the audit log is told that it ends: before doors drain. */
  stop(): void
  /** After the doors have drained. */
  close(): Promise<void>
}

export interface ServiceOptions {
  readonly host: CommandHost
  readonly localUser: LocalUserRule
  /** Looks at the opened vault before anything is offered. Throws to go no further. */
  readonly admit?: (vault: Vault) => void
}

/** Opens all that doors share (one key derivation), and records that the server starts. */
export async function openService({ host, localUser, admit }: ServiceOptions): Promise<Service> {
  const config = await host.config()
  const paths = await host.paths()
  const level = await host.logLevel()
  const log = stderrLog(level)
  const policies = await openPolicies(host, log)
  const telemetry = await openServeTelemetry(host.version, log, {
    vault: () => vaultReading(vault),
    policies: () => ({ count: policies.source.current.count, stale: policies.stale }),
    upstream: () => path.stats(),
  })
  const audit = openAudit(paths, {
    textFile: config.logging.audit_file,
    observed: (inner) => telemetry.observed(inner),
  })
  const vault = await openVault(host, audit)
  admit?.(vault)
  const state = openSharedState(paths)
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
    tracing: telemetry.tracing,
    localUser,
    ownPorts: () => ownPorts,
    onTrouble,
  })
  const unfollow = followAccess(vault, () => path.recheck())
  const handle = level === 'debug' || level === 'trace' ? withRequestLog(path.handle, log) : path.handle
  const management = { vault, audit, usage: state.usage, tokenHash: sha256TokenHash, ...managementPorts }
  const { stateFile } = vaultCompanions(paths)
  const served = serveAudit({ stateFile, vault, audit, limits: state.limits, config: config.audit, log })
  return {
    host,
    config,
    log,
    vault,
    audit,
    state,
    policies,
    telemetry,
    path,
    handle,
    management,
    ownPorts,
    onTrouble,
    control: (caller) => createControlPlane({ ...management, caller }),
    desk: (caller) => served.desk(caller),
    policyRoom: (caller) =>
      createPolicyRoom(
        {
          policies: policies.source,
          stale: () => policies.stale,
          limits: state.limits,
          options: path.options,
        },
        { ...management, caller },
      ),
    stop: () => served.stop(),
    close: async () => {
      unfollow()
      policies.close()
      await path.close()
      await served.close()
      state.close()
      vault.close()
      await audit.close()
      await telemetry.close()
    },
  }
}
