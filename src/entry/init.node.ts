import { systemClock } from '../adapters/system/clock.node.ts'
import { fileInstallation } from '../adapters/system/file-installation.node.ts'
import { hashPassword } from '../adapters/system/password-hash.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { VultrinoError } from '../domain/errors.ts'
import type { InitDeps } from '../manage/init.ts'
import type { InstallationPaths } from '../ports/installation.ts'
import { Vault, type CreateOptions } from '../vault/vault.ts'
import { openAudit } from './audit.node.ts'
import { vaultPorts } from './vault-ports.node.ts'

/** What `init` works with, for an installation at these paths. */
export function openInit(paths: InstallationPaths, configProblem: VultrinoError | undefined): InitDeps {
  return {
    installation: fileInstallation(paths),
    ...(configProblem === undefined ? {} : { configProblem }),
    createVault: async (password, { replace }) => {
      let backup: string | null = null
      const options: CreateOptions = { ...vaultPorts(paths), password }
      const vault = await Vault.create(
        replace ? { ...options, onReplaced: (path) => (backup = path) } : options,
      )
      vault.close()
      return { vouching: vault, backup }
    },
    openVault: async (password) => {
      const vault = await Vault.open({ ...vaultPorts(paths), password })
      vault.close()
      return vault
    },
    hashPassword,
    openAudit: () => Promise.resolve(openAudit(paths, { textFile: null })),
    clock: systemClock,
    random: systemRandom,
  }
}
