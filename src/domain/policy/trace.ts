import type { Facts } from './facts.ts'
import { judgeOne, type Verdict } from './judge.ts'
import { ruleLabel, type Policy } from './policy.ts'
import type { Applicable } from './policy-set.ts'
import { MAYBE, YES } from './truth.ts'

/** What one rule said, and why. */
export interface RuleTrace {
  readonly number: number
  readonly label: string
  readonly action: 'allow' | 'deny' | 'ask'
  /** Kind of its condition: `url_match`, `and`, … */
  readonly condition: string
  readonly matched: boolean | 'undecided'
  readonly why: string
}

export interface PolicyTrace {
  readonly policy: Policy
  readonly verdict: Verdict
  readonly rules: readonly RuleTrace[]
}

/** Every rule of every policy, asked and put into words. For people: much slower than `judge`. */
export function trace(policies: Applicable, facts: Facts): readonly PolicyTrace[] {
  return policies.map((policy) => ({
    policy,
    verdict: judgeOne(policy, facts),
    rules: policy.rules.map(({ condition, ...rule }) => {
      const truth = condition.test(facts)
      return {
        number: rule.number,
        label: ruleLabel(rule),
        action: rule.action,
        condition: condition.kind,
        matched: truth === MAYBE ? 'undecided' : truth === YES,
        why: condition.explain(facts),
      }
    }),
  }))
}

/** A trace as debug lines. Nothing of the caller's is in them but method and time. */
export function traceLines(traces: readonly PolicyTrace[], alias: string, result: string): string[] {
  return [
    ...traces.flatMap(({ policy, rules }) => [
      `Evaluating policy "${policy.name}" for credential "${alias}"`,
      ...rules.map(({ number, condition, why }) => `Rule ${number} ${condition}: ${why}`),
    ]),
    `Result: ${result}`,
  ]
}
