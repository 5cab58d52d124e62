import { argon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Secret } from '../../domain/secret.ts'

/** As for the vault: 64 MiB, 3 passes, 1 lane (RFC 9106). */
const COST = { memory: 65_536, passes: 3, parallelism: 1 }

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')

/** Argon2id of a password under a fresh salt, as a PHC string: `$argon2id$v=19$m=65536,t=3,p=1$salt$hash`. */
export async function hashPassword(password: Secret): Promise<string> {
  const salt = randomBytes(16)
  const hash = await promisify(argon2)('argon2id', {
    message: Buffer.from(password.reveal(), 'utf8'),
    nonce: salt,
    tagLength: 32,
    ...COST,
  })
  const { memory, passes, parallelism } = COST
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}
