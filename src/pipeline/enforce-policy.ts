import { VultrinoError } from '../domain/errors.ts'
import { outboundHeaders } from '../domain/outbound-headers.ts'
import type { WholeBody } from '../domain/policy/body-reading.ts'
import { Facts } from '../domain/policy/facts.ts'
import { judge, type Judgement } from '../domain/policy/judge.ts'
import { ruleLabel } from '../domain/policy/policy.ts'
import type { Applicable } from '../domain/policy/policy-set.ts'
import { trace, traceLines } from '../domain/policy/trace.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import type { Clock } from '../ports/clock.ts'
import type { PolicySource } from '../ports/policy-source.ts'
import type { RateLimits } from '../ports/rate-limits.ts'
import { bindUnbound } from './bind-unbound.ts'
import { NOT_DECIDED, type Decided } from './decided-by.ts'
import { Permit } from './permit.ts'
import type { Destined } from './stages.ts'
import { takeLimits } from './take-limits.ts'
import { readWholeBody } from './whole-body.ts'

/** What the step judges by, the same for every request. */
export interface Judging {
  readonly policies: PolicySource
  readonly limits: RateLimits
  readonly clock: Clock
  readonly options: RequestOptions
}

/** What is said where no policy applies, and none is the same as a refusal. */
const BY_DEFAULT = { policy: 'default_policy', rule: 'default_policy' } as const

/**
 * Step 6: may it be used for this. Every policy that applies must allow it; rate limits count only what all else
 * allows. Throws `policy_denied`, `approval_required`, `unbound_credential`, `rate_limited`, `storage_error`.
 */
export function enforcePolicy(destined: Destined, judging: Judging): Permit | Promise<Permit> {
  const { credential, received } = destined
  const { current } = judging.policies
  const policies = current.applyTo(credential.alias)
  if (policies.length === 0) {
    if (current.byDefault === 'deny')
      throw new VultrinoError('policy_denied', { alias: credential.alias, ...BY_DEFAULT })
    return destined.bound === null ? mintUnbound(destined, false) : Permit.mint(destined, NOT_DECIDED)
  }
  if (received.inbound.body !== null && wantsBody(policies, destined))
    return enforceWithBody(policies, destined, judging)
  return decide(policies, destined, judging, received.inbound.body === null ? 'none' : 'too_large')
}

async function mintUnbound(destined: Destined, namedByRule: boolean): Promise<Permit> {
  return Permit.mint(await bindUnbound(destined, namedByRule), NOT_DECIDED)
}

const wantsBody = (policies: Applicable, { received: { inbound } }: Destined): boolean =>
  policies.some(({ rules }) => rules.some(({ condition }) => condition.wantsBody(inbound.headers)))

async function enforceWithBody(policies: Applicable, destined: Destined, judging: Judging): Promise<Permit> {
  const read = await readWholeBody(destined.received.inbound)
  const received = { ...destined.received, inbound: read.inbound }
  try {
    return await decide(policies, { ...destined, received }, judging, read.body)
  } catch (thrown) {
    await read.letGo()
    throw thrown
  }
}

function decide(
  policies: Applicable,
  destined: Destined,
  judging: Judging,
  body: WholeBody,
): Permit | Promise<Permit> {
  const { alias } = destined.credential
  const facts = factsOf(destined, judging, body)
  const judgement = judge(policies, facts)
  const decided = decisionOf(judgement)
  judging.policies.explain?.(
    traceLines(
      trace(policies, facts),
      alias,
      `${judgement.action} (${decided.policy ?? ''}: ${decided.rule ?? ''})`,
    ),
  )
  if (judgement.action === 'deny') throw new VultrinoError('policy_denied', { alias, ...named(decided) })
  if (judgement.action === 'ask') throw new VultrinoError('approval_required', { alias, ...named(decided) })
  const permit = (allowed: Destined): Permit => {
    takeLimits(judgement.counted, { ...destined, ...judging })
    return Permit.mint(allowed, decided)
  }
  return destined.bound === null ? bindUnbound(destined, judgement.namesHost).then(permit) : permit(destined)
}

function decisionOf({ deciding }: Judgement): Decided {
  if (deciding === null) return NOT_DECIDED
  return {
    policy: deciding.policy.name,
    rule: deciding.rule === null ? 'default_action' : ruleLabel(deciding.rule),
  }
}

const named = ({ policy, rule }: Decided): { policy: string; rule: string } => ({
  policy: policy ?? '',
  rule: rule ?? '',
})

function factsOf(
  { received, principal, credential }: Destined,
  { clock, options }: Judging,
  body: WholeBody,
): Facts {
  const { inbound, target } = received
  return new Facts({
    target,
    method: inbound.method,
    principal,
    surface: inbound.surface,
    received: inbound.headers,
    sent: () => {
      // The credential's own field is not the caller's to set, so it is not the caller's to be judged by.
      const own = credential.metadata['header_name']
      const sent = outboundHeaders(inbound.headers, null, options)
      return typeof own === 'string'
        ? sent.filter((_, i) => sent[i - (i % 2)]?.toLowerCase() !== own.toLowerCase())
        : sent
    },
    body,
    now: clock.now(),
  })
}
