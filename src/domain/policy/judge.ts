import type { Facts } from './facts.ts'
import type { Policy, Rule } from './policy.ts'
import type { Applicable } from './policy-set.ts'
import { isRate, type RateCondition } from './rate-condition.ts'
import { MAYBE, NO } from './truth.ts'

/** A limit that a use counts against. */
export interface Counted {
  readonly policy: Policy
  readonly rule: Rule
  /** Which of the rule's limits, from 0. */
  readonly index: number
  readonly limit: RateCondition
}

/** What one policy says. `rule: null`: its `default_action`. */
export interface Verdict {
  readonly action: 'allow' | 'deny' | 'ask'
  readonly policy: Policy
  readonly rule: Rule | null
  /** For `allow`: what it counts against. */
  readonly counted: readonly Counted[]
  /** A rule that allows spells the target's host out. */
  readonly namesHost: boolean
}

/** What all of them say: allowed only if all allow. `deciding`: the first that refuses, else the first of all. */
export interface Judgement {
  readonly action: 'allow' | 'deny' | 'ask'
  readonly deciding: Verdict | null
  readonly counted: readonly Counted[]
  readonly namesHost: boolean
}

const NOTHING: readonly Counted[] = []
const SEVERITY = { allow: 0, ask: 1, deny: 2 } as const

/** Judges a use by every policy that applies to it. Rate limits are named, not counted. */
export function judge(policies: Applicable, facts: Facts): Judgement {
  let deciding: Verdict | null = null
  let counted = NOTHING
  let namesHost = false
  for (const policy of policies) {
    const verdict = judgeOne(policy, facts)
    if (deciding === null || SEVERITY[verdict.action] > SEVERITY[deciding.action]) deciding = verdict
    if (verdict.action === 'deny') break
    if (verdict.counted.length > 0)
      counted = counted.length === 0 ? verdict.counted : [...counted, ...verdict.counted]
    namesHost ||= verdict.namesHost
  }
  return { action: deciding?.action ?? 'allow', deciding, counted, namesHost }
}

export function judgeOne(policy: Policy, facts: Facts): Verdict {
  return policy.evaluation === 'strict' ? strictly(policy, facts) : byFirstMatch(policy, facts)
}

/** A deny that matches always wins; then every limit of a matching rule counts, and the first matching rule decides. */
function strictly(policy: Policy, facts: Facts): Verdict {
  let deciding: Rule | null = null
  let asking: Rule | null = null
  let counted = NOTHING
  let namesHost = false
  for (const rule of policy.rules) {
    const truth = rule.condition.test(facts)
    if (truth === NO) continue
    if (rule.action === 'deny') return refusal(policy, rule)
    const limits = limitsOf(policy, rule, facts)
    if (limits.length > 0) counted = [...counted, ...limits]
    if (truth === MAYBE) {
      if (rule.action === 'ask' && deciding === null) asking ??= rule
      continue
    }
    if (!rule.onlyLimits) deciding ??= rule
    if (rule.action === 'allow') namesHost ||= rule.condition.namesHost(facts)
  }
  return settle(policy, deciding, asking, counted, namesHost)
}

/** The first rule that matches decides. */
function byFirstMatch(policy: Policy, facts: Facts): Verdict {
  let asking: Rule | null = null
  let counted = NOTHING
  for (const rule of policy.rules) {
    const truth = rule.condition.test(facts)
    if (truth === NO) continue
    if (rule.action === 'deny') return refusal(policy, rule)
    counted = [...counted, ...limitsOf(policy, rule, facts)]
    if (truth === MAYBE) {
      if (rule.action === 'ask') asking ??= rule
      continue
    }
    const namesHost = rule.action === 'allow' && rule.condition.namesHost(facts)
    return settle(policy, rule, asking, counted, namesHost)
  }
  return settle(policy, null, asking, counted, false)
}

/** `asking`: a rule before the deciding one that may match and wants a person: what would be allowed is asked. */
function settle(
  policy: Policy,
  deciding: Rule | null,
  asking: Rule | null,
  counted: readonly Counted[],
  namesHost: boolean,
): Verdict {
  const action = deciding?.action ?? policy.defaultAction
  if (asking !== null && action === 'allow')
    return { action: 'ask', policy, rule: asking, counted, namesHost }
  return { action, policy, rule: deciding, counted, namesHost }
}

const refusal = (policy: Policy, rule: Rule): Verdict => ({
  action: 'deny',
  policy,
  rule,
  counted: NOTHING,
  namesHost: false,
})

function limitsOf(policy: Policy, rule: Rule, facts: Facts): readonly Counted[] {
  const limits = rule.condition.limits(facts)
  if (limits.length === 0) return NOTHING
  // By its place in the rule, not among those at hand: else one limit had several counts.
  const all = rule.condition.leaves.filter(isRate)
  return limits.map((limit) => ({ policy, rule, index: all.indexOf(limit), limit }))
}
