/** What is kept of an API key. Never the key itself. */
export interface ApiKeyInfo {
  /** UUID. */
  readonly id: string
  /** Unique. */
  readonly name: string
  /** `vk_` and the first eight characters, to tell keys apart. */
  readonly prefix: string
  readonly roleId: string
  /** SHA-256 of the whole key, hex: it has 165 bits of randomness, so no slow hash is needed. */
  readonly hash: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** ISO 8601, UTC; `null`: never. */
  readonly expiresAt: string | null
}
