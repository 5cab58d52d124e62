/** One key for one purpose. Its bytes stay behind this port. */
export interface SealingKey {
  /**
   * Encrypts and authenticates (AES-256-GCM, a fresh random 96-bit nonce each time). Out: nonce, ciphertext and
   * tag in that order, as base64. `context` is authenticated along with it, not stored.
   */
  seal(plaintext: Uint8Array, context: string): string
  /**
   * The plaintext; `undefined` if this is not what `seal` returned for the same key and context, to the last
   * character: other spellings of the same base64 are refused.
   */
  open(sealed: string, context: string): Uint8Array | undefined
}

/** Symmetric cryptography, synchronous: a record is unsealed in the middle of the request path. */
export interface Cipher {
  /** The key for `purpose` under a 32-byte master key (HKDF-SHA256, RFC 5869, `purpose` as info). */
  sealingKey(master: Uint8Array, purpose: string): SealingKey
  /** SHA-256 of the text's UTF-8, as base64. */
  digest(text: string): string
}
