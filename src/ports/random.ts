/** Randomness, as an argument. Both are cryptographically strong. */
export interface Random {
  bytes(length: number): Uint8Array
  /** UUID version 4. */
  uuid(): string
}
