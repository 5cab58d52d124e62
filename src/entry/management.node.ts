import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import { OWNER_AT_TERMINAL } from '../manage/management.ts'
import type { CommandHost, OpenManagement } from '../surfaces/cli/command-context.ts'
import { openAudit } from './audit.node.ts'
import { openVault } from './open-vault.node.ts'

/** The control plane, with the owner at the terminal. One key derivation. */
export async function openManagement(host: CommandHost): Promise<OpenManagement> {
  const config = await host.config()
  const audit = openAudit(await host.paths(), config.logging.audit_file)
  const vault = await openVault(host, audit)
  return {
    vault,
    audit,
    clock: systemClock,
    random: systemRandom,
    caller: OWNER_AT_TERMINAL,
    parseOrigin: async (text, addresses) => {
      const [{ parseBoundOrigin }, { isPublicSuffix }] = await Promise.all([
        import('../domain/binding.ts'),
        import('../adapters/public-suffixes.ts'),
      ])
      return parseBoundOrigin(text, { isPublicSuffix, addresses })
    },
    close: async () => {
      vault.close()
      await audit.close()
    },
  }
}
