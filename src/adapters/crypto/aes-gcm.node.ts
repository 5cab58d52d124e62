import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import type { Cipher, SealingKey } from '../../ports/cipher.ts'

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

function seal(key: KeyObject, plaintext: Uint8Array, context: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(context))
  const body = cipher.update(plaintext)
  cipher.final()
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64')
}

function open(key: KeyObject, sealed: string, context: string): Uint8Array | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  // Buffer skips what is not base64 and ignores left-over bits: only the one spelling is accepted.
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64') !== sealed) return undefined
  const end = bytes.length - TAG_BYTES
  const cipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  cipher.setAAD(Buffer.from(context))
  cipher.setAuthTag(bytes.subarray(end))
  const plaintext = cipher.update(bytes.subarray(NONCE_BYTES, end))
  try {
    cipher.final()
    return plaintext
  } catch {
    // The bytes above were decrypted before they were authenticated; nobody gets them.
    plaintext.fill(0)
    return undefined
  }
}

function sealingKey(master: Uint8Array, purpose: string): SealingKey {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', master, new Uint8Array(0), purpose, KEY_BYTES)))
  return {
    seal: (plaintext, context) => seal(key, plaintext, context),
    open: (sealed, context) => open(key, sealed, context),
  }
}

/** Node's own AES-256-GCM, HKDF and SHA-256 (OpenSSL). */
export const aesGcm: Cipher = { sealingKey, digest: (text) => hash('sha256', text, 'base64') }
