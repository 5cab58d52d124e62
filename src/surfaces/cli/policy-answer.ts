import type { Answer } from '../../manage/policies/answer-question.ts'
import { printable } from './format-error.ts'

/** `allow (matched rule 1: url_match)` */
export const resultText = ({ result, why }: Answer): string => `${result} (${printable(why)})`

/** The result, and below it what every rule of every policy said. */
export function answerText(answer: Answer): string {
  const lines = [`Result: ${resultText(answer)}`]
  for (const { policy, verdict, rules } of answer.traces) {
    lines.push('', `Policy "${printable(policy.name)}" (${policy.evaluation}): ${verdict.action}`)
    for (const { number, label, action, condition, why } of rules) {
      const name = label === `rule ${number}` ? '' : ` "${printable(label)}"`
      lines.push(`  Rule ${number}${name} ${action} ${condition}: ${printable(why)}`)
    }
    const decided = verdict.rule === null ? ', which decides' : ''
    lines.push(`  default_action ${policy.defaultAction}${decided}`)
  }
  return `${lines.join('\n')}\n`
}

/** The same for programs. */
export function answerJson({ result, policy, rule, why, traces }: Answer): object {
  return {
    result,
    policy,
    rule,
    why,
    policies: traces.map((one) => ({
      policy: one.policy.name,
      evaluation: one.policy.evaluation,
      default_action: one.policy.defaultAction,
      result: one.verdict.action,
      deciding_rule: one.verdict.rule?.number ?? null,
      rules: one.rules.map(({ number, label, ...rest }) => ({ rule: number, name: label, ...rest })),
    })),
  }
}
