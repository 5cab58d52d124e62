import { sha256TokenHash } from '../adapters/crypto/sha256-token-hash.node.ts'
import { OWNER_AT_TERMINAL } from '../manage/management.ts'
import type { CommandHost, OpenManagement } from '../surfaces/cli/command-context.ts'
import { openAudit } from './audit.node.ts'
import { managementPorts } from './management-ports.node.ts'
import { openVault } from './open-vault.node.ts'
import { openSharedState } from './shared-state.node.ts'

/** The control plane, with the owner at the terminal. One key derivation. */
export async function openManagement(host: CommandHost): Promise<OpenManagement> {
  const config = await host.config()
  const audit = openAudit(await host.paths(), { textFile: config.logging.audit_file })
  const vault = await openVault(host, audit)
  const state = openSharedState(await host.paths())
  return {
    vault,
    usage: state.usage,
    tokenHash: sha256TokenHash,
    audit,
    caller: OWNER_AT_TERMINAL,
    ...managementPorts,
    close: async () => {
      state.close()
      vault.close()
      await audit.close()
    },
  }
}
