/** The key that vouches for the audit log: Ed25519 (RFC 8032). */
export interface AuditSigner {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes. Throws while the key cannot be had; nothing is signed then. */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** Whether a signature of a message was made with the key of this public key. Never throws: bad shapes are `false`. */
export type SignatureCheck = (
  publicKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>
