import { asVultrinoError, type ErrorCode } from '../domain/errors.ts'
import type { WholeBody } from '../domain/policy/body-reading.ts'
import { Facts } from '../domain/policy/facts.ts'
import { judge } from '../domain/policy/judge.ts'
import { judgedHeaders } from '../domain/policy/judged-headers.ts'
import { wantsBody } from '../domain/policy/seen-body.ts'
import { trace, traceLines } from '../domain/policy/trace.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import { BY_DEFAULT, decidingOf, policyRefusal } from '../domain/use-refusals.ts'
import type { Clock } from '../ports/clock.ts'
import type { PolicySource } from '../ports/policy-source.ts'
import type { RateLimits } from '../ports/rate-limits.ts'
import { bindUnbound } from './bind-unbound.ts'
import { decidedBy, NOT_DECIDED, type Decided } from './decided-by.ts'
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

/** What a refusal is called in the log. */
const RESULTS: ReadonlyMap<ErrorCode, string> = new Map([
  ['policy_denied', 'deny'],
  ['approval_required', 'ask'],
])

/**
 * Step 6: may it be used for this. Every policy that applies must allow it; rate limits count only what all else
 * allows. Throws `policy_denied`, `approval_required`, `unbound_credential`, `rate_limited`, `storage_error`.
 */
export function enforcePolicy(destined: Destined, judging: Judging): Permit | Promise<Permit> {
  const { credential, received } = destined
  const policies = judging.policies.current.applyTo(credential.alias)
  const { inbound } = received
  if (inbound.body === null) return decide(destined, judging, 'none')
  return wantsBody(policies, inbound.headers, inbound.method)
    ? enforceWithBody(destined, judging)
    : decide(destined, judging, 'too_large')
}

async function enforceWithBody(destined: Destined, judging: Judging): Promise<Permit> {
  const read = await readWholeBody(destined.received.inbound)
  const received = { ...destined.received, inbound: read.inbound }
  try {
    return await decide({ ...destined, received }, judging, read.body)
  } catch (thrown) {
    await read.letGo()
    throw thrown
  }
}

/** By the policies in force now: a body can come slowly. */
function decide(destined: Destined, judging: Judging, body: WholeBody): Permit | Promise<Permit> {
  const { alias } = destined.credential
  const { current } = judging.policies
  const policies = current.applyTo(alias)
  if (policies.length === 0) return byDefault(destined, judging)
  const facts = factsOf(destined, judging, body)
  const judgement = judge(policies, facts)
  const decided = decidingOf(judgement)
  const tell = (result: string, { policy, rule }: Decided): void =>
    judging.policies.explain?.(
      traceLines(
        trace(policies, facts),
        alias,
        policy === null ? result : `${result} (${policy}: ${rule ?? ''})`,
      ),
    )
  const permit = (allowed: Destined): Permit => {
    const giveBack = takeLimits(judgement.counted, { ...destined, ...judging })
    tell('allow', decided)
    return Permit.mint(allowed, decided, giveBack)
  }
  const refuse = (thrown: unknown): never => {
    const error = asVultrinoError(thrown)
    tell(RESULTS.get(error.code) ?? error.code, decidedBy(error))
    throw error
  }
  try {
    const refusal = policyRefusal(judgement.action, alias, decided)
    if (refusal !== undefined) throw refusal
    return destined.bound === null
      ? bindUnbound(destined, judgement.namesHost).then(permit).catch(refuse)
      : permit(destined)
  } catch (thrown) {
    return refuse(thrown)
  }
}

/** No policy applies. */
function byDefault(destined: Destined, { policies }: Judging): Permit | Promise<Permit> {
  const { alias } = destined.credential
  const action = policies.current.byDefault
  policies.explain?.([`No policy applies to credential "${alias}"`, `Result: ${action}`])
  const refusal = policyRefusal(action, alias, BY_DEFAULT)
  if (refusal !== undefined) throw refusal
  return destined.bound === null ? mintUnbound(destined) : Permit.mint(destined, NOT_DECIDED)
}

const mintUnbound = async (destined: Destined): Promise<Permit> =>
  Permit.mint(await bindUnbound(destined, false), NOT_DECIDED)

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
    sent: () => judgedHeaders(inbound.headers, credential, options),
    body,
    now: clock.now(),
  })
}
