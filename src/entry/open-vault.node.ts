import { auditIdentity } from '../domain/audit-event.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import { Vault } from '../vault/vault.ts'
import { installationEvent, recordEvent, type OpenedAudit } from './audit.node.ts'
import { vaultPorts } from './vault-ports.node.ts'

/**
 * Opens the vault with the owner's password, and says once if it is an older copy of itself: on stderr and in
 * the audit log; from then on it is the vault. Throws what `Vault.open` throws, and `audit_unavailable`.
 */
export async function openVault(host: CommandHost, audit: OpenedAudit): Promise<Vault> {
  const ports = vaultPorts(await host.paths())
  // Nobody is asked for the password of a vault that is not there.
  if ((await ports.store.revision()) === undefined) {
    throw new VultrinoError('vault_missing', { path: ports.store.location })
  }
  const vault = await Vault.open({ ...ports, password: await host.password() })
  if (vault.rollback !== undefined) await acceptRollback(host, vault, audit)
  await audit.signFrom(vault)
  return vault
}

async function acceptRollback({ terminal }: CommandHost, vault: Vault, audit: OpenedAudit): Promise<void> {
  terminal.note(
    `warning: the vault is an older copy of itself (generation ${vault.rollback?.found ?? 0} of ${vault.rollback?.seen ?? 0}): a restored backup, or a rollback`,
  )
  await recordEvent(
    audit,
    installationEvent('vault.rolled_back', { surface: 'cli', ...auditIdentity({ kind: 'owner' }) }),
  )
  await vault.acceptRollback()
}
