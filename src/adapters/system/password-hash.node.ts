import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Secret } from '../../domain/secret.ts'

interface Cost {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** As for the vault: 64 MiB, 3 passes, 1 lane (RFC 9106). */
const COST: Cost = { memory: 65_536, passes: 3, parallelism: 1 }
/** A file that asks for more was not written by us, and would stop the machine. */
const MOST: Cost = { memory: 1_048_576, passes: 16, parallelism: 16 }
const TAG_LENGTH = 32
const SALT_LENGTH = 16

interface Phc {
  readonly cost: Cost
  readonly salt: Buffer
  readonly hash: Buffer
}

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/
/** Derived where there is no account, so that this takes as long. */
const NOBODY: Phc = { cost: COST, salt: randomBytes(SALT_LENGTH), hash: randomBytes(TAG_LENGTH) }

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')

function derive(password: Secret, salt: Buffer, tagLength: number, cost: Cost): Promise<Buffer> {
  return promisify(argon2)('argon2id', {
    message: Buffer.from(password.reveal(), 'utf8'),
    nonce: salt,
    tagLength,
    ...cost,
  })
}

/** Argon2id of a password under a fresh salt, as a PHC string: `$argon2id$v=19$m=65536,t=3,p=1$salt$hash`. */
export async function hashPassword(password: Secret): Promise<string> {
  const salt = randomBytes(SALT_LENGTH)
  const hash = await derive(password, salt, TAG_LENGTH, COST)
  const { memory, passes, parallelism } = COST
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

/** Whether a text is a PHC string of ours that can be derived. */
export const isPasswordHash = (text: string): boolean => parsePhc(text) !== undefined

/** Whether a password is that of a PHC string, in constant time; `undefined` and what is none take as long, and are `false`. */
export async function verifyPassword(password: Secret, phc: string | undefined): Promise<boolean> {
  const known = phc === undefined ? undefined : parsePhc(phc)
  const { cost, salt, hash } = known ?? NOBODY
  const derived = await derive(password, salt, hash.byteLength, cost)
  return timingSafeEqual(derived, hash) && known !== undefined
}

function parsePhc(text: string): Phc | undefined {
  const [, memory, passes, parallelism, salt = '', hash = ''] = PHC.exec(text) ?? []
  const cost: Cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const within =
    cost.passes >= 1 &&
    cost.passes <= MOST.passes &&
    cost.parallelism >= 1 &&
    cost.parallelism <= MOST.parallelism &&
    cost.memory >= 8 * cost.parallelism &&
    cost.memory <= MOST.memory
  if (!within) return undefined
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}
