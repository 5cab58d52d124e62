import { setTimeout as sleep } from 'node:timers/promises'
import { ed25519Check } from '../adapters/audit-store/ed25519-key.node.ts'
import { sha256Digest } from '../adapters/audit-store/sha256-digest.node.ts'
import { SqliteAuditStore } from '../adapters/audit-store/sqlite-audit-store.node.ts'
import { fromHex } from '../domain/audit-chain/hex.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { AuditReading } from '../manage/audit/audit-desk.ts'
import { createAuditDesk } from '../manage/audit/audit-desk.ts'
import { BlockIndex } from '../manage/audit/block-index.ts'
import type { Verifying } from '../manage/audit/verify-audit.ts'
import { OWNER_AT_TERMINAL } from '../manage/management.ts'
import type { CommandHost, OpenAudit } from '../surfaces/cli/command-context.ts'
import type { Vault } from '../vault/vault.ts'
import { openAudit } from './audit.node.ts'
import { managementPorts } from './management-ports.node.ts'
import { openVault } from './open-vault.node.ts'
import { vaultCompanions, vaultPorts } from './vault-ports.node.ts'

/** How long followers wait before they look for new rows, milliseconds. */
const LOOK_MS = 200

/** What audit desks work with in this process. `stopped`: ends all who follow. */
export function auditReading(
  stateFile: string,
  vault: () => Promise<Vault>,
  stopped: AbortSignal,
): AuditReading {
  const store = new SqliteAuditStore(stateFile)
  return {
    store,
    index: new BlockIndex(store),
    verifying: async () => verifyingBy(await vault()),
    wait: async (signal) => {
      try {
        await sleep(LOOK_MS, undefined, { signal })
        return !stopped.aborted
      } catch {
        return false
      }
    },
  }
}

/** Throws `vault_damaged`, and what makes the vault unavailable. */
function verifyingBy(vault: Vault): Verifying {
  const publicKey = fromHex(vault.auditKey?.publicKey ?? '')
  // A key is made where there is none before anything is signed.
  if (publicKey?.length !== 32) throw new VultrinoError('vault_damaged')
  return { digest: sha256Digest, check: ed25519Check, publicKey }
}

/**
 * The audit log of this machine, as its owner. Reading it takes no password: there is nothing secret in it, and whoever
 * may read the file can. To verify it the vault is opened. Throws `vault_missing`.
 */
export async function openAuditDesk(host: CommandHost): Promise<OpenAudit> {
  const config = await host.config()
  const paths = await host.paths()
  const { store: vaultStore } = vaultPorts(paths)
  if ((await vaultStore.revision()) === undefined) {
    throw new VultrinoError('vault_missing', { path: vaultStore.location })
  }
  const audit = openAudit(paths, { textFile: config.logging.audit_file })
  let vault: Promise<Vault> | undefined
  const reading = auditReading(
    vaultCompanions(paths).stateFile,
    () => (vault ??= openVault(host, audit)),
    new AbortController().signal,
  )
  const desk = createAuditDesk(reading, { audit, ...managementPorts, caller: OWNER_AT_TERMINAL })
  return {
    ...desk,
    close: async () => {
      reading.store.close()
      await vault?.then(
        (opened) => opened.close(),
        () => undefined,
      )
      await audit.close()
    },
  }
}
