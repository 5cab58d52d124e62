import type { Secret } from '../domain/secret.ts'

/** SHA-256 of a token's text, hex: what API keys are stored and found by. Costs the same for every token of a length. */
export type TokenHash = (token: Secret) => string
