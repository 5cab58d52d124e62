/** A policy as plain data, and a use of it with nothing ambiguous: what the model understands. */
export type NaiveCondition =
  | { readonly url_match: string }
  | { readonly method_match: readonly string[] }
  | { readonly principal_match: { readonly surface: string } }
  | { readonly rate_limit: { readonly max: number; readonly window_secs: number } }
  | { readonly and: readonly NaiveCondition[] }
  | { readonly or: readonly NaiveCondition[] }
  | { readonly not: NaiveCondition }
export interface NaiveRule {
  readonly condition: NaiveCondition
  readonly action: 'allow' | 'deny' | 'ask'
}
export interface NaivePolicy {
  readonly evaluation: 'strict' | 'first-match'
  readonly default_action: 'allow' | 'deny' | 'ask'
  readonly rules: readonly NaiveRule[]
}
export interface NaiveUse {
  readonly url: string
  readonly method: string
  readonly surface: 'cli' | 'http' | 'api'
}

/** Patterns of the model hold `*` alone, as the last character, or not at all. */
function holds(condition: NaiveCondition, use: NaiveUse): boolean {
  if ('url_match' in condition) {
    const [start = '', ...wild] = condition.url_match.split('*')
    return wild.length > 0 ? use.url.startsWith(start) : use.url === start
  }
  if ('method_match' in condition) return condition.method_match.includes(use.method)
  if ('principal_match' in condition) return condition.principal_match.surface === use.surface
  if ('rate_limit' in condition) return true
  if ('and' in condition) return condition.and.every((part) => holds(part, use))
  if ('or' in condition) return condition.or.some((part) => holds(part, use))
  return !holds(condition.not, use)
}

/** What one policy says of one use, its limits not yet used up. */
export function naively(policy: NaivePolicy, use: NaiveUse): 'allow' | 'deny' | 'ask' {
  const isLimit = ({ condition, action }: NaiveRule): boolean =>
    'rate_limit' in condition && action === 'allow'
  const grants = policy.rules.some((rule) => rule.action !== 'deny' && !isLimit(rule))
  const matching = policy.rules.filter((rule) => holds(rule.condition, use))
  if (policy.evaluation === 'first-match') return matching[0]?.action ?? policy.default_action
  if (matching.some((rule) => rule.action === 'deny')) return 'deny'
  const deciding = matching.find((rule) => !(isLimit(rule) && grants))
  return deciding?.action ?? policy.default_action
}

/** Every policy must allow. */
export function allNaively(policies: readonly NaivePolicy[], use: NaiveUse): 'allow' | 'deny' | 'ask' {
  const said = policies.map((policy) => naively(policy, use))
  return said.includes('deny') ? 'deny' : said.includes('ask') ? 'ask' : 'allow'
}
