import type { CredentialInfo } from '../../domain/credential.ts'
import type { Facts } from '../../domain/policy/facts.ts'
import { judge, type Counted } from '../../domain/policy/judge.ts'
import { ruleLabel, type Rule } from '../../domain/policy/policy.ts'
import { trace, type PolicyTrace } from '../../domain/policy/trace.ts'
import type { PolicySet } from '../../domain/policy/policy-set.ts'

export type Result = 'allow' | 'deny' | 'ask' | 'rate_limited' | 'unbound'

/** What became of a question, and why. */
export interface Answer {
  readonly result: Result
  /** What decided; both `null` where no policy did. */
  readonly policy: string | null
  readonly rule: string | null
  /** In words: `matched rule 1: url_match`, `default_action`. */
  readonly why: string
  readonly traces: readonly PolicyTrace[]
}

/** How much of a limit is left for the one who asks. */
export type Left = (counted: Counted) => number

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
  const names = judgement.namesHost && facts.target.scheme === 'https'
  if (deciding === null && set.byDefault === 'deny') {
    return {
      result: 'deny',
      policy: 'default_policy',
      rule: 'default_policy',
      why: 'no policy applies, and [security] default_policy is "deny"',
      traces,
    }
  }
  if (judgement.action === 'allow') {
    const used = judgement.counted.find((one) => left?.(one) === 0)
    if (unbound && !names)
      return {
        result: 'unbound',
        policy: null,
        rule: null,
        why: 'the credential is bound to no destination',
        traces,
      }
    if (used !== undefined) {
      return {
        result: 'rate_limited',
        policy: used.policy.name,
        rule: ruleLabel(used.rule),
        why: `used up ${wordsOf(used.rule)}`,
        traces,
      }
    }
  }
  if (deciding === null)
    return { result: 'allow', policy: null, rule: null, why: 'no policy applies', traces }
  const { rule, policy, action } = deciding
  return {
    result: action,
    policy: policy.name,
    rule: rule === null ? 'default_action' : ruleLabel(rule),
    why: rule === null ? 'default_action' : `matched ${wordsOf(rule)}`,
    traces,
  }
}

const wordsOf = ({ number, condition, name }: Rule): string =>
  `rule ${number}: ${condition.kind}${name === null ? '' : `, ${name}`}`
