import { VultrinoError } from '../domain/errors.ts'
import type { Principal } from '../domain/principal.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import type { AccessSource } from '../ports/access-source.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyUsage } from '../ports/key-usage.ts'
import type { RateLimits } from '../ports/rate-limits.ts'
import type { TokenHash } from '../ports/token-hash.ts'
import type { Gate } from './gate.ts'
import type { Presented } from './stages.ts'

export interface GateDeps {
  readonly access: AccessSource
  readonly usage: KeyUsage
  readonly limits: RateLimits
  readonly tokenHash: TokenHash
  readonly clock: Clock
  readonly options: RequestOptions
}

const OWNER: Principal = { kind: 'owner' }
const KEYS_REQUIRED =
  'Send an API key as "Authorization: Bearer vk_…": this server lets nobody in without one'
const ANOTHER_USER =
  'Call as the OS user who runs the server, or have its owner set [server] local_any_user = true, or send an API key'

type Verdict<K extends Presented['kind']> = (presented: Extract<Presented, { kind: K }>) => Principal

export function createGate({ access, usage, tokenHash, clock, options }: GateDeps): Gate {
  /** What each way of presenting oneself is worth. */
  const verdicts: { readonly [K in Presented['kind']]: Verdict<K> } = {
    owner: () => OWNER,
    token: ({ token }) => {
      const grant = access.grantOf(tokenHash(token))
      const now = clock.now()
      const expired = grant?.expiresAt !== null && now >= (grant?.expiresAt ?? 0)
      if (grant?.principal === undefined || expired) throw new VultrinoError('unauthorized')
      usage.note(grant.keyId, now)
      return grant.principal
    },
    local: () => {
      if (!options.localUser) throw new VultrinoError('unauthorized', { hint: KEYS_REQUIRED })
      return { kind: 'local', permissions: options.localPermissions }
    },
    nobody: () => {
      throw new VultrinoError('unauthorized', { hint: options.localUser ? ANOTHER_USER : KEYS_REQUIRED })
    },
  }
  return {
    identify: (presented) => (verdicts[presented.kind] as Verdict<Presented['kind']>)(presented),
    admit: () => null,
    recheck: (principal) => principal,
  }
}
