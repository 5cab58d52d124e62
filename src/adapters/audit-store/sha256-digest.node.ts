import { hash } from 'node:crypto'
import type { Digest } from '../../domain/audit-chain/chain.ts'

export const sha256Digest: Digest = (text) => hash('sha256', text)
