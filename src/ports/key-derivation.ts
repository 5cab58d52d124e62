/** Cost of one Argon2id derivation (RFC 9106 §3.1). */
export interface KdfCost {
  /** KiB. */
  readonly memory: number
  /** Iterations. */
  readonly passes: number
  /** Lanes. */
  readonly parallelism: number
}

/** Turns a password into a key, at a price: Argon2id version 1.3 (RFC 9106). */
export interface KeyDerivation {
  /** 32 bytes. Only failing to allocate the memory makes it throw, with `VultrinoError('storage_error')`. */
  derive(password: Uint8Array, salt: Uint8Array, cost: KdfCost): Promise<Uint8Array>
}
