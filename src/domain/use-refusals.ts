import { matchBinding } from './binding.ts'
import type { BoundOrigin } from './bound-origin.ts'
import type { CredentialInfo } from './credential.ts'
import { VultrinoError } from './errors.ts'
import { ruleLabel } from './policy/policy.ts'
import type { Counted, Judgement } from './policy/judge.ts'
import { covers, holds, type Principal } from './principal.ts'
import type { Target } from './target.ts'

/**
 * The questions between a caller and a secret, each with its refusal. The request path asks them of what is about to
 * be sent, the control plane of what somebody wonders about: one answer for both.
 */

/** What is left of a limit, and until when (milliseconds since the epoch). */
interface Remaining {
  readonly limit: number
  readonly remaining: number
  readonly resetAt: number
}

/**
 * Permission and scope; `undefined`: they may. Asked before whether there is such a credential, so that who may not
 * use it does not learn of it.
 */
export function accessRefusal(principal: Principal, alias: string): VultrinoError | undefined {
  if (holds(principal, 'execute') && covers(principal, alias)) return undefined
  return new VultrinoError('forbidden', { alias, permission: 'execute' })
}

/** The part of the binding that names the target; `null` for an unbound credential, which a policy may yet allow. */
export function boundFor(credential: CredentialInfo, target: Target): BoundOrigin | null | VultrinoError {
  const bound = matchBinding(credential.binding, target) ?? null
  if (bound !== null || credential.binding.length === 0) return bound
  return new VultrinoError('destination_denied', {
    alias: credential.alias,
    origin: target.origin,
    reason: 'it is bound to other destinations',
  })
}

/** Whether an unbound credential may go there without its owner being asked: a rule spells the host out, over https. */
export const mayGoUnbound = (namedByRule: boolean, { scheme }: Target): boolean =>
  namedByRule && scheme === 'https'

export const unboundRefusal = (alias: string, { origin }: Target): VultrinoError =>
  new VultrinoError('unbound_credential', { alias, origin })

/** What decided, in the words of the audit log; both `null` where no policy did. */
export interface Deciding {
  readonly policy: string | null
  readonly rule: string | null
}

export function decidingOf({ deciding }: Pick<Judgement, 'deciding'>): Deciding {
  if (deciding === null) return { policy: null, rule: null }
  return {
    policy: deciding.policy.name,
    rule: deciding.rule === null ? 'default_action' : ruleLabel(deciding.rule),
  }
}

/** What is said where no policy applies, and none is the same as a refusal. */
export const BY_DEFAULT = { policy: 'default_policy', rule: 'default_policy' } as const

/** The refusal by a policy; `undefined`: it allows. */
export function policyRefusal(
  action: Judgement['action'],
  alias: string,
  { policy, rule }: Deciding,
): VultrinoError | undefined {
  if (action === 'allow') return undefined
  return new VultrinoError(action === 'deny' ? 'policy_denied' : 'approval_required', {
    alias,
    policy: policy ?? '',
    rule: rule ?? '',
  })
}

/** The refusal by a limit of a policy; `now` in milliseconds since the epoch. */
export function usedUpRefusal(
  { policy, rule }: Counted,
  { limit, remaining, resetAt }: Remaining,
  alias: string,
  now: number,
): VultrinoError {
  return new VultrinoError('rate_limited', {
    kind: 'policy',
    alias,
    policy: policy.name,
    rule: ruleLabel(rule),
    retry_after: secondsUntil(resetAt, now),
    limit,
    remaining,
    reset: Math.ceil(resetAt / 1000),
  })
}

/** The refusal for a caller whose own limit is used up; `now` in milliseconds since the epoch. */
export function limitReached({ limit, resetAt }: Remaining, now: number): VultrinoError {
  return new VultrinoError('rate_limited', {
    limit,
    remaining: 0,
    /** Seconds since the epoch. */
    reset: Math.ceil(resetAt / 1000),
    retry_after: secondsUntil(resetAt, now),
  })
}

const secondsUntil = (time: number, now: number): number => Math.max(1, Math.ceil((time - now) / 1000))
