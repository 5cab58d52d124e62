import { VultrinoError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Cipher } from '../ports/cipher.ts'
import type { KdfCost, KeyDerivation } from '../ports/key-derivation.ts'
import type { Random } from '../ports/random.ts'
import { damaged } from './damaged.ts'
import { fromHex, toHex } from './hex.ts'
import { isPayable } from './kdf-cost.ts'
import { wrapContext, type VaultHeader } from './vault-file.ts'

export interface KeyPorts {
  readonly kdf: KeyDerivation
  readonly cipher: Cipher
  readonly random: Random
}

const SALT_BYTES = 16
const WRAP = 'vultrino vault v1: wrap'

/** Seals the data key with a password, under a new salt. One derivation. Throws `invalid_arguments` on an empty password. */
export async function wrapDataKey(
  dataKey: Uint8Array,
  vaultId: string,
  password: Secret,
  cost: KdfCost,
  ports: KeyPorts,
): Promise<VaultHeader> {
  const salt = ports.random.bytes(SALT_BYTES)
  const header = { id: vaultId, kdf: cost, salt: toHex(salt) }
  const master = await stretch(password, salt, cost, ports.kdf)
  return { ...header, key: ports.cipher.sealingKey(master, WRAP).seal(dataKey, wrapContext(header)) }
}

/** The data key. One derivation. Throws `wrong_password`; `vault_damaged` where the header asks for the impossible. */
export async function unwrapDataKey(
  header: VaultHeader,
  password: Secret,
  ports: KeyPorts,
): Promise<Uint8Array> {
  const salt = fromHex(header.salt)
  if (salt?.length !== SALT_BYTES || !isPayable(header.kdf))
    throw damaged('its key derivation parameters are out of range')
  const master = await stretch(password, salt, header.kdf, ports.kdf)
  const dataKey = ports.cipher.sealingKey(master, WRAP).open(header.key, wrapContext(header))
  if (dataKey === undefined) throw new VultrinoError('wrong_password')
  return dataKey
}

async function stretch(
  password: Secret,
  salt: Uint8Array,
  cost: KdfCost,
  kdf: KeyDerivation,
): Promise<Uint8Array> {
  if (password.length === 0)
    throw new VultrinoError('invalid_arguments', { reason: 'the vault password is empty' })
  // NFC, so that the same password opens the vault from every keyboard and system (RFC 8265 §4.2.2).
  return kdf.derive(new TextEncoder().encode(password.reveal().normalize('NFC')), salt, cost)
}
