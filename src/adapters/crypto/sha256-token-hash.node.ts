import { hash } from 'node:crypto'
import type { TokenHash } from '../../ports/token-hash.ts'

export const sha256TokenHash: TokenHash = (token) => hash('sha256', token.reveal(), 'hex')
