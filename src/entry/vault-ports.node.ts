import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { aesGcm } from '../adapters/crypto/aes-gcm.node.ts'
import { argon2id } from '../adapters/crypto/argon2id.node.ts'
import { FileVaultStore } from '../adapters/stores/file-vault-store.node.ts'
import { SqliteWatermark } from '../adapters/stores/sqlite-watermark.node.ts'
import { SqliteWriteLock } from '../adapters/stores/sqlite-write-lock.node.ts'
import { StateDatabase } from '../adapters/stores/state-database.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { InstallationPaths } from '../ports/installation.ts'
import type { VaultPorts } from '../vault/vault.ts'

type Vaulted = Pick<InstallationPaths, 'vaultFile'>

/** What a vault on this machine stands on. Nothing is opened before it is used. */
export function vaultPorts(paths: Vaulted): VaultPorts {
  const { lockFile, stateFile } = vaultCompanions(paths)
  return {
    store: new FileVaultStore(paths.vaultFile),
    lock: new SqliteWriteLock(lockFile),
    watermark: new SqliteWatermark(new StateDatabase(stateFile)),
    kdf: argon2id,
    cipher: aesGcm,
    random: systemRandom,
    clock: systemClock,
  }
}

/**
 * Lock and state lie beside the vault itself, not beside a link to it: whoever writes the same file must take the
 * same lock, whichever folder they came by.
 */
export function vaultCompanions({ vaultFile }: Vaulted): { lockFile: string; stateFile: string } {
  const folder = dirname(linkTarget(vaultFile))
  return { lockFile: join(folder, 'lock.db'), stateFile: join(folder, 'state.db') }
}

function linkTarget(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // There is no vault yet, or nobody may look: opening it says which.
    return path
  }
}
