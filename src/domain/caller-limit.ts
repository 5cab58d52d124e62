import type { Principal } from './principal.ts'

/** So many uses in a window of time. */
export interface CallerLimit {
  readonly max: number
  readonly windowMs: number
}

/** `undefined` for 0: as often as one likes. */
export const perMinute = (max: number): CallerLimit | undefined =>
  max === 0 ? undefined : { max, windowMs: 60_000 }

/** Under which name a caller's requests to targets (`proxied`) or acts are counted; `undefined`: the owner's are not. */
export function callerBucket(principal: Principal, counted: 'proxied' | 'management'): string | undefined {
  if (principal.kind === 'owner') return undefined
  return `${counted}:${principal.kind === 'key' ? principal.keyId : 'local'}`
}
