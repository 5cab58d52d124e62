import { callerBucket, perMinute } from '../domain/caller-limit.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { KeyPrincipal, Principal } from '../domain/principal.ts'
import { limitReached } from '../domain/use-refusals.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import type { AccessSource, Grant } from '../ports/access-source.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyUsage } from '../ports/key-usage.ts'
import type { RateLimit, RateLimits } from '../ports/rate-limits.ts'
import type { TokenHash } from '../ports/token-hash.ts'
import type { Counted, Gate } from './gate.ts'
import { peerBucket } from './peer-bucket.ts'
import { SharedLook } from './shared-look.ts'
import type { Presented } from './stages.ts'

export interface GateDeps {
  readonly access: AccessSource
  readonly usage: KeyUsage
  readonly limits: RateLimits
  readonly tokenHash: TokenHash
  readonly clock: Clock
  readonly options: Pick<RequestOptions, 'localUser' | 'localPermissions' | 'limits'>
}

const OWNER: Principal = { kind: 'owner' }
const KEYS_REQUIRED =
  'Send an API key as "Authorization: Bearer vk_…": this server lets nobody in without one'
const ANOTHER_USER =
  'Call as the OS user who runs the server, or have its owner set [server] local_any_user = true, or send an API key'

type Verdict<K extends Presented['kind']> = (
  presented: Extract<Presented, { kind: K }>,
  ip: string | null,
) => Principal | Promise<Principal>

export function createGate({ access, usage, limits, tokenHash, clock, options }: GateDeps): Gate {
  const { failedAuth, proxied, management } = options.limits
  const failures = perMinute(failedAuth)
  const counts: { readonly [C in Counted]: RateLimit | undefined } = {
    proxied: perMinute(proxied),
    management: perMinute(management),
  }
  const local: Principal = { kind: 'local', permissions: options.localPermissions }
  /** By which token each key was let in, and until when: a principal is looked up anew by the same question. */
  const known = new WeakMap<KeyPrincipal, { readonly hash: string; readonly expiresAt: number | null }>()
  const look = new SharedLook(() => access.refresh())

  /** Who shows a token of this hash now; expired or without a role it makes nobody. */
  const bearer = (hash: string): KeyPrincipal | undefined => {
    const grant: Grant | undefined = access.grantOf(hash)
    if (grant === undefined || isOver(grant.expiresAt) || grant.principal === undefined) return undefined
    const { principal, expiresAt } = grant
    if (!known.has(principal)) known.set(principal, { hash, expiresAt })
    return principal
  }

  const isOver = (expiresAt: number | null): boolean => expiresAt !== null && clock.now() >= expiresAt

  const letIn = (principal: KeyPrincipal): KeyPrincipal => {
    usage.note(principal.keyId, clock.now())
    return principal
  }

  /**
   * Whatever was wrong with the token: it was hashed once, looked up twice, with the vault looked at in between, and is
   * counted once. What is looked up is the hash, so how long that takes says nothing of the token.
   */
  const lookAgain = async (hash: string, ip: string | null): Promise<KeyPrincipal> => {
    await look.take()
    const principal = bearer(hash)
    return principal === undefined ? refuse(ip, clock.now()) : letIn(principal)
  }

  const refuse = (ip: string | null, now: number): never => {
    if (failures !== undefined) {
      // Only failures are refused: others behind the same address must not be locked out with whoever guesses.
      const taken = limits.take(peerBucket(ip), failures)
      if (!taken.allowed) throw limitReached(taken, now)
    }
    throw new VultrinoError('unauthorized')
  }

  const localExists = (): boolean =>
    options.localUser === 'always' || (options.localUser === 'until_keys' && !access.keysExist)

  /** What each way of presenting oneself is worth. */
  const verdicts: { readonly [K in Presented['kind']]: Verdict<K> } = {
    owner: () => OWNER,
    token: ({ token }, ip) => {
      const hash = tokenHash(token)
      const principal = bearer(hash)
      return principal === undefined ? lookAgain(hash, ip) : letIn(principal)
    },
    local: () => {
      if (!localExists()) throw new VultrinoError('unauthorized', { hint: KEYS_REQUIRED })
      return local
    },
    nobody: () => {
      throw new VultrinoError('unauthorized', { hint: localExists() ? ANOTHER_USER : KEYS_REQUIRED })
    },
  }

  const recheck = (principal: Principal): Principal | undefined => {
    if (principal.kind === 'owner') return principal
    if (principal.kind === 'local') return localExists() ? principal : undefined
    const shown = known.get(principal)
    // Time passes without the vault too.
    if (shown === undefined || isOver(shown.expiresAt)) return undefined
    return bearer(shown.hash)
  }

  return {
    identify: (presented, ip) => (verdicts[presented.kind] as Verdict<Presented['kind']>)(presented, ip),
    admit: (principal, counted) => {
      const limit = counts[counted]
      const bucket = callerBucket(principal, counted)
      if (limit === undefined || bucket === undefined) return null
      const taken = limits.take(bucket, limit)
      if (!taken.allowed) throw limitReached(taken, clock.now())
      return taken
    },
    recheck,
    recheckFresh: async (principal) => {
      await look.take()
      return recheck(principal)
    },
  }
}
