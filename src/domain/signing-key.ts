import type { Secret } from './secret.ts'

/** What may be shown of a key that signs (Ed25519, RFC 8032). */
export interface SigningKeyInfo {
  /** UUID. */
  readonly id: string
  /** What it signs. */
  readonly name: 'audit'
  /** 32 bytes, hex. */
  readonly publicKey: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

export interface SigningKey extends SigningKeyInfo {
  /** 32 bytes, hex. */
  readonly privateKey: Secret
}
