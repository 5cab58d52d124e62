import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import type { AuditSigner, SignatureCheck } from '../../ports/audit-signer.ts'

/** A new private key: 32 bytes (RFC 8032), to be kept as a secret. */
export function newEd25519Key(): Uint8Array {
  const { privateKey } = generateKeyPairSync('ed25519')
  return Uint8Array.from(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'))
}

/** Signs with a private key of 32 bytes. Throws a `TypeError` for anything else. */
export function ed25519Signer(privateKey: Uint8Array): AuditSigner {
  if (privateKey.length !== 32) throw new TypeError('an Ed25519 private key has 32 bytes')
  // RFC 8410: the fixed beginning of a PKCS #8 private key of this kind.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), privateKey])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return { publicKey: publicBytes(key), sign: (bytes) => Uint8Array.from(sign(null, bytes, key)) }
}

export const ed25519Check: SignatureCheck = (publicKey, bytes, signature) => {
  try {
    const x = Buffer.from(publicKey).toString('base64url')
    return verify(
      null,
      bytes,
      createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
      signature,
    )
  } catch {
    return false
  }
}

const publicBytes = (key: KeyObject): Uint8Array =>
  Uint8Array.from(Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url'))
