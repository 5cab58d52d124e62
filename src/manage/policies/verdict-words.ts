import type { ErrorCode, VultrinoError } from '../../domain/errors.ts'
import type { Answer } from './answer-question.ts'

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** What stands in the place of an error's own advice. */
const ADVICE: Partial<Readonly<Record<ErrorCode, string>>> = {
  policy_denied: 'Make a request that the policy allows, or ask the owner to change the policy',
  approval_required: 'Ask the owner',
  rate_limited: 'Wait that long, or ask the owner to raise the limit',
}

/** What was refused, by what, and what would make it work. Nothing in it goes beyond what the request path says. */
export function whyRefused(refusal: VultrinoError, answer: Answer | null): string {
  const by =
    answer === null || answer.policy === null
      ? []
      : [answer.result === 'deny' || answer.result === 'ask' ? decidedBy(answer) : `By ${answer.rule ?? ''}`]
  const advice = ADVICE[refusal.code] ?? refusal.hint
  return [refusal.message, ...by, ...(advice === undefined ? [] : [advice])].map(sentence).join(' ')
}

function decidedBy({ rule, why, traces, policy }: Answer): string {
  if (rule === 'default_policy') return sentence(`That is so since ${why}`)
  if (rule !== 'default_action') return `It ${why}`
  const rules = traces.find((one) => one.policy.name === policy)?.rules ?? []
  const told = rules
    .slice(0, MOST_RULES)
    .map(({ number, condition, matched }) => `rule ${number} (${condition}) ${WORDS[String(matched)] ?? ''}`)
  if (told.length === 0) return 'The policy has no rules, so its default_action decides'
  const more = rules.length > MOST_RULES ? ', …' : ''
  return `None of its rules decides (${told.join(', ')}${more}), so its default_action does`
}

const MOST_RULES = 8
const WORDS: Readonly<Record<string, string>> = {
  true: 'matched',
  false: 'did not match',
  undecided: 'cannot be told',
}

export const whyAllowed = ({ policy, why }: Answer): string =>
  policy === null ? `It would be sent: ${why}.` : `It would be sent: policy '${policy}' allows it (${why}).`
