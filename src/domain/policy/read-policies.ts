import { VultrinoError } from '../errors.ts'
import { isRate } from './rate-condition.ts'
import { ACTIONS, type Policy, type Rule } from './policy.ts'
import { policyLines } from './policy-lines.ts'
import { readCondition } from './read-condition.ts'
import { checkNames, isTable, readGlob, type Refuse, type Table } from './reading.ts'
import { atOnce, type Steps } from './steps.ts'

/** A file's policies, parsed as TOML and no further. */
export interface RawPolicies {
  /** Shown in errors. */
  readonly file: string
  readonly text: string
  /** The value of `policies`. */
  readonly policies: unknown
}

const MOST_POLICIES = 10_000
const MOST_RULES = 1000
const LONGEST_NAME = 128
const POLICY_KEYS = ['name', 'credential_pattern', 'default_action', 'evaluation', 'rules'] as const
const RULE_KEYS = ['condition', 'action', 'name'] as const
const EVALUATIONS = ['strict', 'first-match'] as const

/** Says no to a key of the policy at hand, or of its rule of that index. */
type RefuseAt = (key: string | undefined, reason: string, hint?: string, rule?: number) => never

/** Reads `[[policies]]` strictly. Throws `invalid_config` with file, line, and the nearest valid name. */
export function readPolicies(raw: RawPolicies): readonly Policy[] {
  return atOnce(readingPolicies(raw))
}

/** The same in steps, of one policy each. */
export function* readingPolicies({ file, text, policies }: RawPolicies): Steps<readonly Policy[]> {
  const lines = policyLines(text)
  const refuseFile = (line: number, reason: string, hint?: string): never => {
    throw new VultrinoError('invalid_config', { file, line, reason, ...(hint === undefined ? {} : { hint }) })
  }
  if (!Array.isArray(policies))
    return refuseFile(lines.lineOf(0, null), "'policies' must be a list of tables: [[policies]]")
  if (policies.length > MOST_POLICIES) refuseFile(1, `a file holds at most ${MOST_POLICIES} policies`)
  const found: Policy[] = []
  for (const [index, raw] of policies.entries()) {
    const refuse: RefuseAt = (key, reason, hint, rule) =>
      refuseFile(lines.lineOf(index, rule ?? null, key), reason, hint)
    found.push(readPolicy(raw, refuse, { file, line: lines.lineOf(index, null) }))
    yield
  }
  checkUnique(found)
  return found
}

/** Throws `invalid_config` where two policies have one name. */
export function checkUnique(policies: readonly Policy[]): void {
  const known = new Map<string, Policy>()
  for (const policy of policies) {
    const other = known.get(policy.name)
    if (other !== undefined) {
      const { file, line, name } = policy
      const where = other.file === file ? `line ${other.line}` : `${other.file}:${other.line}`
      throw new VultrinoError('invalid_config', {
        file,
        line,
        reason: `policy '${name}' is already there, in ${where}`,
      })
    }
    known.set(policy.name, policy)
  }
}

function readPolicy(raw: unknown, refuse: RefuseAt, place: Pick<Policy, 'file' | 'line'>): Policy {
  if (!isTable(raw)) return refuse(undefined, 'a policy is a table: [[policies]]')
  const plain: Refuse = (reason, hint) => refuse(undefined, reason, hint)
  for (const key of Object.keys(raw))
    checkNames({ [key]: 0 }, POLICY_KEYS, '[[policies]]', (reason, hint) => refuse(key, reason, hint))
  const name = readName(raw['name'], (reason, hint) => refuse('name', reason, hint))
  if (name === null) return plain('a policy needs a name')
  const credentialPattern = raw['credential_pattern']
  if (typeof credentialPattern !== 'string')
    return refuse('credential_pattern', `policy '${name}' needs a credential_pattern, such as "github-*"`)
  const covers = readGlob(credentialPattern, 'credential_pattern', (reason, hint) =>
    refuse('credential_pattern', reason, hint),
  )
  const defaultAction = oneOf(raw, 'default_action', ACTIONS, 'deny', refuse)
  const evaluation = oneOf(raw, 'evaluation', EVALUATIONS, 'strict', refuse)
  const rawRules = raw['rules'] ?? []
  if (!Array.isArray(rawRules)) return refuse('rules', "'rules' must be a list of tables: [[policies.rules]]")
  if (rawRules.length > MOST_RULES) refuse('rules', `a policy has at most ${MOST_RULES} rules`)
  const rules = rawRules.map((rule: unknown, index) =>
    readRule(rule, index, (key, reason, hint) => refuse(key, reason, hint, index)),
  )
  return Object.freeze({
    ...place,
    name,
    credentialPattern,
    covers,
    defaultAction,
    evaluation,
    rules: markLimits(rules, evaluation),
  })
}

function readRule(raw: unknown, index: number, refuse: RefuseAt): Rule {
  if (!isTable(raw)) return refuse(undefined, 'a rule is a table: [[policies.rules]]')
  for (const key of Object.keys(raw))
    checkNames({ [key]: 0 }, RULE_KEYS, '[[policies.rules]]', (reason, hint) => refuse(key, reason, hint))
  if (raw['condition'] === undefined) refuse(undefined, `rule ${index + 1} needs a condition`)
  if (raw['action'] === undefined)
    refuse(undefined, `rule ${index + 1} needs an action: "allow", "deny" or "ask"`)
  const condition = readCondition(raw['condition'], (reason, hint) => refuse('condition', reason, hint))
  const action = oneOf(raw, 'action', ACTIONS, 'deny', refuse)
  const name = readName(raw['name'], (reason, hint) => refuse('name', reason, hint))
  if (action === 'deny' && condition.leaves.some(isRate)) {
    refuse(
      'action',
      'a rule with a rate_limit cannot deny: it refuses by itself when the limit is used up',
      'Write action = "allow"',
    )
  }
  return {
    number: index + 1,
    name,
    action,
    condition,
    onlyLimits: action === 'allow' && condition.leaves.every(isRate),
  }
}

/** A rate limit alone grants only where nothing else does; in a first-match policy the first match decides, whatever it is. */
function markLimits(rules: readonly Rule[], evaluation: Policy['evaluation']): readonly Rule[] {
  const others = rules.some((rule) => rule.action !== 'deny' && !rule.onlyLimits)
  const marked = rules.map((rule) => ({
    ...rule,
    onlyLimits: rule.onlyLimits && others && evaluation === 'strict',
  }))
  return Object.freeze(marked.map((rule) => Object.freeze(rule)))
}

function readName(value: unknown, refuse: Refuse): string | null {
  if (value === undefined) return null
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_NAME || /\p{Cc}/u.test(value)) {
    return refuse(`a name is 1 to ${LONGEST_NAME} characters on one line`)
  }
  return value
}

function oneOf<const T extends string>(
  raw: Table,
  key: string,
  choices: readonly T[],
  initial: NoInfer<T>,
  refuse: RefuseAt,
): T {
  const value = raw[key]
  if (value === undefined) return initial
  const found = choices.find((choice) => choice === value)
  return found ?? refuse(key, `'${key}' must be one of ${choices.map((choice) => `"${choice}"`).join(', ')}`)
}
