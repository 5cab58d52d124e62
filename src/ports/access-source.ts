import type { KeyPrincipal } from '../domain/principal.ts'

/** What an API key is worth. */
export interface Grant {
  readonly keyId: string
  /** `undefined`: its role was deleted, and the key is good for nothing. */
  readonly principal: KeyPrincipal | undefined
  /** Milliseconds since the epoch; `null`: never. */
  readonly expiresAt: number | null
}

/** Which API keys there are. Answers from memory, at a cost that does not grow with their number. Throws what makes the vault unavailable. */
export interface AccessSource {
  /** Grows with every change, in this process or another. */
  readonly generation: number
  /** The key whose token has this hash. The same object while nothing about key or role changed. */
  grantOf(tokenHash: string): Grant | undefined
  /** Whether an API key was ever made in this vault, revoked ones included. */
  readonly keysExist: boolean
  /** Takes over what other processes changed, if anything. Throws what makes the vault unavailable. */
  refresh(): Promise<void>
}
