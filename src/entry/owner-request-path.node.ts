import { systemRandom } from '../adapters/system/random.node.ts'
import type { Log } from '../ports/log.ts'
import type { CommandHost, OpenRequestPath } from '../surfaces/cli/command-context.ts'
import { openAudit } from './audit.node.ts'
import { openVault } from './open-vault.node.ts'
import { openPolicies } from './policies.node.ts'
import { buildRequestPath } from './request-path.node.ts'
import { openSharedState } from './shared-state.node.ts'

const NO_PORTS: ReadonlySet<number> = new Set()

/** Nothing else is logged by a command, and the logger is dear to load. */
async function debugLog(host: CommandHost): Promise<Log | undefined> {
  const level = await host.logLevel()
  if (level !== 'debug' && level !== 'trace') return undefined
  return (await import('../adapters/log/stderr-log.node.ts')).stderrLog(level)
}

/** The request path for one command of the owner's. One key derivation. */
export async function openRequestPath(host: CommandHost): Promise<OpenRequestPath> {
  const config = await host.config()
  const policies = await openPolicies(host, await debugLog(host))
  const audit = openAudit(await host.paths(), { textFile: config.logging.audit_file })
  const vault = await openVault(host, audit)
  const state = openSharedState(await host.paths())
  const path = await buildRequestPath({
    config,
    vault,
    audit,
    state,
    policies: policies.source,
    localUser: 'never',
    ownPorts: () => NO_PORTS,
    // The command reports the error itself.
    onTrouble: () => undefined,
  })
  return {
    handle: path.handle,
    canConfirm: true,
    requestId: () => systemRandom.uuid(),
    close: async () => {
      await path.close()
      state.close()
      vault.close()
      await audit.close()
    },
  }
}
