import { ed25519Signer, newEd25519Key } from '../adapters/audit-store/ed25519-key.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import { fromHex, toHex } from '../domain/audit-chain/hex.ts'
import { Secret } from '../domain/secret.ts'
import type { AuditSigner } from '../ports/audit-signer.ts'
import type { Vault } from '../vault/vault.ts'

/** Signs with the key in the vault; `undefined` where there is none. Throws what makes the vault unavailable. */
export function auditSigner(vault: Vault): AuditSigner | undefined {
  const bytes = fromHex(vault.auditKey?.privateKey.reveal() ?? '')
  return bytes === undefined || bytes.length === 0 ? undefined : ed25519Signer(bytes)
}

/** Makes the key where the vault has none: in a new vault, and in those of versions without it. */
export async function ensureAuditKey(vault: Vault): Promise<void> {
  if (vault.auditKey !== undefined) return
  const bytes = newEd25519Key()
  const { publicKey } = ed25519Signer(bytes)
  try {
    await vault.change(({ records }) => {
      if (records.find('signing_key', 'audit') !== undefined) return
      records.put('signing_key', {
        id: systemRandom.uuid(),
        name: 'audit',
        publicKey: toHex(publicKey),
        createdAt: new Date(systemClock.now()).toISOString(),
        privateKey: new Secret(toHex(bytes)),
      })
    })
  } catch {
    // A vault that cannot be written can still be used: its log is chained, and signed once it can.
  }
}
