import type { BoundOrigin } from '../bound-origin.ts'
import type { CredentialInfo } from '../credential.ts'
import type { Condition } from './condition.ts'
import { isMethod } from './method-condition.ts'
import { ruleLabel, type Policy, type Rule } from './policy.ts'
import type { PolicySet } from './policy-set.ts'
import { isRate } from './rate-condition.ts'
import { isUrl, type UrlCondition } from './url-condition.ts'

export type WarningKind =
  | 'unmatched'
  | 'unreachable'
  | 'shadowed'
  | 'never_limits'
  | 'wider_than_binding'
  | 'outside_binding'
  | 'no_rules'
  | 'without_effect'
  | 'question_mark'
  | 'too_broad'

/** Something about a policy that its author will hardly have meant. */
export interface Warning {
  readonly kind: WarningKind
  readonly file: string
  readonly line: number
  readonly policy: string
  readonly rule: string | null
  readonly text: string
}

type Say = (kind: WarningKind, text: string, rule?: Rule) => void

/** Looks through every policy. `credentials`: those of the vault; `null`: not known, so nothing is said of them. */
export function lint(
  { policies }: PolicySet,
  credentials: readonly CredentialInfo[] | null,
): readonly Warning[] {
  return policies.flatMap((policy) => {
    const found: Warning[] = []
    const say: Say = (kind, text, rule) => {
      const { name, file, line } = policy
      found.push({ kind, file, line, policy: name, rule: rule === undefined ? null : ruleLabel(rule), text })
    }
    const covered = credentials?.filter(({ alias }) => policy.covers(alias)) ?? null
    if (covered?.length === 0) say('unmatched', `no stored credential matches "${policy.credentialPattern}"`)
    if (policy.rules.length === 0) {
      say('no_rules', `it has no rules: default_action = "${policy.defaultAction}" decides everything`)
    }
    lintOrder(policy, say)
    for (const rule of policy.rules) {
      lintRule(policy, rule, say)
      if (covered !== null && covered.length > 0) lintBinding(rule, covered, say)
    }
    return found
  })
}

/** Whether a condition holds whatever is asked. */
const isEverything = (condition: Condition): boolean =>
  condition.kind === 'url_match' && condition.leaves.every((one) => isUrl(one) && one.pattern.text === '*')

/** The same question asked in the same words. */
const wordsOf = (condition: Condition): string =>
  condition.leaves
    .map((one) =>
      isUrl(one)
        ? one.pattern.text
        : isMethod(one)
          ? [...one.methods].join()
          : isRate(one)
            ? `${one.max}/${one.windowMs}`
            : '?',
    )
    .join('\n')

function lintOrder({ rules, evaluation, defaultAction }: Policy, say: Say): void {
  const strict = evaluation === 'strict'
  for (const [index, rule] of rules.entries()) {
    const before = rules.slice(0, index)
    // In a strict policy a deny is reached from anywhere, and a limit counts wherever it stands.
    const reached = strict && (rule.action === 'deny' || rule.condition.leaves.some(isRate))
    const all = before.find((one) => isEverything(one.condition) && !one.onlyLimits)
    if (all !== undefined && !reached)
      say('unreachable', `${ruleLabel(all)} matches everything before it`, rule)
    const same = before.find(
      (one) =>
        one.condition.kind === rule.condition.kind &&
        comparable(rule) &&
        wordsOf(one.condition) === wordsOf(rule.condition),
    )
    if (same !== undefined && !(reached && rule.action !== same.action))
      say('shadowed', `${ruleLabel(same)} has the same condition`, rule)
    if (strict && rule.action === 'allow') {
      const deny = rules.find(
        (one) =>
          one.action === 'deny' && (isEverything(one.condition) || covers(one.condition, rule.condition)),
      )
      if (deny !== undefined) say('unreachable', `${ruleLabel(deny)} denies all that it would allow`, rule)
    }
  }
  const grants = rules.some(({ action }) => action !== 'deny')
  if (!grants && defaultAction === 'deny' && rules.length > 0)
    say('without_effect', 'nothing is ever allowed: no rule allows, and default_action is "deny"')
}

const comparable = ({ condition }: Rule): boolean =>
  ['url_match', 'method_match', 'rate_limit'].includes(condition.kind)

/** One method condition that holds wherever another does. */
const covers = (wide: Condition, narrow: Condition): boolean =>
  isMethod(wide) && isMethod(narrow) && [...narrow.methods].every((method) => wide.methods.has(method))

function lintRule({ defaultAction, evaluation, rules }: Policy, rule: Rule, say: Say): void {
  const { condition } = rule
  const rates = condition.leaves.filter(isRate)
  if (rates.length > 0) {
    const tightest = rules.flatMap((one) =>
      one.condition.kind === 'rate_limit' ? one.condition.leaves.filter(isRate) : [],
    )
    for (const rate of rates) {
      const other = tightest.find(
        (one) => one !== rate && one.max <= rate.max && one.windowMs >= rate.windowMs,
      )
      if (other !== undefined && evaluation === 'strict')
        say('never_limits', `a limit of ${other.max} in ${other.windowMs / 1000} s is used up first`, rule)
    }
    const otherAllows = rules.some((one) => one !== rule && one.action === 'allow' && !one.onlyLimits)
    if (evaluation === 'first-match' && condition.kind === 'rate_limit' && otherAllows) {
      const earlier = rules.slice(0, rule.number - 1).some((one) => one.action === 'allow')
      if (earlier)
        say(
          'never_limits',
          'an earlier rule allows first: in a first-match policy this limit is not looked at then',
          rule,
        )
    }
  }
  const plainAllow = rule.action === 'allow' && rates.length === 0
  if (plainAllow && defaultAction === 'allow' && evaluation === 'strict') {
    say('without_effect', 'it allows what default_action = "allow" allows anyway', rule)
  }
  for (const { pattern } of condition.leaves.filter(isUrl)) {
    if (pattern.questionInPath)
      say(
        'question_mark',
        `in ${pattern.text} the ? stands for one character: write \\? where a query begins`,
        rule,
      )
    if (rule.action === 'allow' && pattern.text === '*' && condition.kind === 'url_match')
      say('too_broad', 'it allows every URL', rule)
    const open = pattern.host?.wild.find((host) => /[*?[]/.test(host.split('.').slice(-2).join('.')))
    if (rule.action === 'allow' && open !== undefined)
      say('too_broad', `anyone can register a host that ${open} matches`, rule)
  }
}

function lintBinding(rule: Rule, covered: readonly CredentialInfo[], say: Say): void {
  if (rule.action !== 'allow') return
  const bound = covered.filter(({ binding }) => binding.length > 0)
  if (bound.length < covered.length || bound.length === 0) return
  const origins = bound.flatMap(({ binding }) => binding)
  for (const url of rule.condition.leaves.filter(isUrl)) {
    const { pattern } = url
    if (pattern.host === null) continue
    const inside = origins.some((origin) => mayMeet(url, origin))
    if (!inside)
      say(
        'outside_binding',
        `${pattern.text} lies outside what the credentials are bound to: it allows nothing`,
        rule,
      )
    else if (
      [...pattern.host.literals].some((host) => !origins.some((origin) => hostIn(origin.host, host)))
    ) {
      say('wider_than_binding', `${pattern.text} names hosts that the credentials are not bound to`, rule)
    } else if (pattern.host.wild.some((wild) => !origins.some(({ host }) => host === wild))) {
      say('wider_than_binding', `${pattern.text} is wider than what the credentials are bound to`, rule)
    }
  }
}

const hostIn = (bound: string, host: string): boolean =>
  bound === host || (bound.startsWith('*.') && host.slice(host.indexOf('.')) === bound.slice(1))

function mayMeet({ pattern }: UrlCondition, { scheme, host, port }: BoundOrigin): boolean {
  if (!pattern.covers(scheme, port)) return false
  if (!host.startsWith('*.')) return pattern.host === null || pattern.host.test(host) > 0
  const { literals = new Set<string>(), wild = [] } = pattern.host ?? {}
  return wild.length > 0 || [...literals].some((one) => hostIn(host, one))
}
