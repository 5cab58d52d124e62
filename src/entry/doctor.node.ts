import { LineFile } from '../adapters/audit/append-lines.node.ts'
import { fileFacts } from '../adapters/system/file-facts.node.ts'
import type { DoctorDeps } from '../manage/doctor.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import { Vault } from '../vault/vault.ts'
import { auditPath } from './audit.node.ts'
import { vaultPorts } from './vault-ports.node.ts'

/** What the doctor may look at. Changes nothing. */
export function openDoctor(host: CommandHost): DoctorDeps {
  return {
    nodeVersion: process.versions.node,
    env: (name) => host.env(name),
    config: () => host.config(),
    paths: () => host.paths(),
    facts: fileFacts,
    openVault: async () => {
      const vault = await Vault.open({ ...vaultPorts(await host.paths()), password: await host.password() })
      try {
        return { credentials: vault.list(), rollback: vault.rollback ?? null }
      } finally {
        vault.close()
      }
    },
    tryAudit: async () => {
      LineFile.open(auditPath(await host.paths())).close()
    },
  }
}
