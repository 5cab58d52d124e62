import { join } from 'node:path'
import { aesGcm } from '../adapters/crypto/aes-gcm.node.ts'
import { argon2id } from '../adapters/crypto/argon2id.node.ts'
import { FileVaultStore } from '../adapters/stores/file-vault-store.node.ts'
import { SqliteWatermark } from '../adapters/stores/sqlite-watermark.node.ts'
import { SqliteWriteLock } from '../adapters/stores/sqlite-write-lock.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { InstallationPaths } from '../ports/installation.ts'
import type { VaultPorts } from '../vault/vault.ts'

/** What a vault on this machine stands on. Nothing is opened before it is used. */
export function vaultPorts({ vaultFile, dataDir }: InstallationPaths): VaultPorts {
  return {
    store: new FileVaultStore(vaultFile),
    lock: new SqliteWriteLock(join(dataDir, 'lock.db')),
    watermark: new SqliteWatermark(join(dataDir, 'state.db')),
    kdf: argon2id,
    cipher: aesGcm,
    random: systemRandom,
    clock: systemClock,
  }
}
