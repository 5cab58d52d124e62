import type { CredentialInfo } from '../../domain/credential.ts'
import type { VultrinoError } from '../../domain/errors.ts'
import type { Facts } from '../../domain/policy/facts.ts'
import { judge, type Counted } from '../../domain/policy/judge.ts'
import { ruleLabel, type Rule } from '../../domain/policy/policy.ts'
import { trace, type PolicyTrace } from '../../domain/policy/trace.ts'
import type { PolicySet } from '../../domain/policy/policy-set.ts'
import {
  BY_DEFAULT,
  decidingOf,
  mayGoUnbound,
  policyRefusal,
  unboundRefusal,
  usedUpRefusal,
} from '../../domain/use-refusals.ts'
import type { Quota } from '../../ports/rate-limits.ts'

export type Result = 'allow' | 'deny' | 'ask' | 'rate_limited' | 'unbound'

/** What became of a question, and why. */
export interface Answer {
  readonly result: Result
  /** What decided; both `null` where no policy did. */
  readonly policy: string | null
  readonly rule: string | null
  /** In words: `matched rule 1: url_match`, `default_action`. */
  readonly why: string
  /** With what the request path would refuse; `null`: it would not. */
  readonly refusal: VultrinoError | null
  readonly traces: readonly PolicyTrace[]
}

/** How much of a limit is left for the one who asks. */
export type Left = (counted: Counted) => Quota

/**
 * Judges a question by the policies that apply to an alias. `credential`: what the vault has under it, for what an
 * unbound one may do; `undefined`: not looked at.
 */
export function answerQuestion(
  set: PolicySet,
  alias: string,
  facts: Facts,
  { credential, left }: { readonly credential?: CredentialInfo; readonly left?: Left },
): Answer {
  const policies = set.applyTo(alias)
  const traces = trace(policies, facts)
  const judgement = judge(policies, facts)
  const { deciding } = judgement
  const unbound = credential?.binding.length === 0
  const names = mayGoUnbound(judgement.namesHost, facts.target)
  if (deciding === null && set.byDefault === 'deny') {
    return {
      result: 'deny',
      ...BY_DEFAULT,
      why: 'no policy applies, and [security] default_policy is "deny"',
      refusal: policyRefusal('deny', alias, BY_DEFAULT) ?? null,
      traces,
    }
  }
  if (judgement.action === 'allow') {
    if (unbound && !names)
      return {
        result: 'unbound',
        policy: null,
        rule: null,
        why: 'the credential is bound to no destination',
        refusal: unboundRefusal(alias, facts.target),
        traces,
      }
    for (const one of judgement.counted) {
      const quota = left?.(one)
      if (quota === undefined || quota.remaining > 0) continue
      return {
        result: 'rate_limited',
        policy: one.policy.name,
        rule: ruleLabel(one.rule),
        why: `used up ${wordsOf(one.rule)}`,
        refusal: usedUpRefusal(one, quota, alias, facts.request.now),
        traces,
      }
    }
  }
  if (deciding === null)
    return { result: 'allow', policy: null, rule: null, why: 'no policy applies', refusal: null, traces }
  const { rule, action } = deciding
  const decided = decidingOf(judgement)
  return {
    result: action,
    ...decided,
    why: rule === null ? 'default_action' : `matched ${wordsOf(rule)}`,
    refusal: policyRefusal(action, alias, decided) ?? null,
    traces,
  }
}

const wordsOf = ({ number, condition, name }: Rule): string =>
  `rule ${number}: ${condition.kind}${name === null ? '' : `, ${name}`}`
