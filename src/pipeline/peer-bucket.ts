import { peerName } from '../domain/peer-name.ts'
import { STRANGERS } from '../ports/rate-limits.ts'

/** Under what the failed authentications of a peer are counted. `ip`: `null` over a socket file. */
export const peerBucket = (ip: string | null): string => `${STRANGERS}${peerName(ip)}`
