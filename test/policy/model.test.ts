import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RawPolicies } from '../../src/domain/policy/read-policies.ts'
import { readPolicies } from '../../src/domain/policy/read-policies.ts'
import { createPolicySet, type PolicySet } from '../../src/domain/policy/policy-set.ts'
import { judged } from './ask.ts'
import {
  allNaively,
  type NaiveCondition,
  type NaivePolicy,
  type NaiveRule,
  type NaiveUse,
} from './naive-policies.ts'

const numRuns = process.env['VULTRINO_LONG_TESTS'] === '1' ? 20_000 : 500
const HOSTS = ['https://a.example', 'https://b.example']
/** None that differs from another by a slash at its end alone: that is ambiguous, and the model knows nothing of it. */
const PATHS = ['/', '/y', '/x/y', '/z']
const METHODS = ['GET', 'POST', 'DELETE']

const leaf = fc.oneof(
  fc
    .constantFrom(
      ...HOSTS.flatMap((host) => [`${host}/*`, ...PATHS.map((path) => host + path), `${host}/x/*`]),
    )
    .map((url_match) => ({ url_match })),
  fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1 }).map((method_match) => ({ method_match })),
  fc.constantFrom('cli', 'http', 'api').map((surface) => ({ principal_match: { surface } })),
)
const limit = fc.constant({ rate_limit: { max: 5, window_secs: 60 } })
const { condition } = fc.letrec<{ condition: NaiveCondition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ and: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}))
const rule: fc.Arbitrary<NaiveRule> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ condition, action: fc.constantFrom('allow', 'deny', 'ask') }) },
  { weight: 1, arbitrary: fc.record({ condition: limit, action: fc.constant('allow' as const) }) },
)
const policy = fc.record({
  evaluation: fc.constantFrom('strict', 'first-match'),
  default_action: fc.constantFrom('allow', 'deny', 'ask'),
  rules: fc.array(rule, { maxLength: 5 }),
})
const use: fc.Arbitrary<NaiveUse> = fc.record({
  url: fc.tuple(fc.constantFrom(...HOSTS), fc.constantFrom(...PATHS)).map(([host, path]) => host + path),
  method: fc.constantFrom(...METHODS),
  surface: fc.constantFrom('cli', 'http', 'api'),
})

function compiled(policies: readonly NaivePolicy[]): PolicySet {
  const raw: RawPolicies = {
    file: '/p.toml',
    text: '',
    policies: policies.map((one, index) => ({ ...one, name: `p${index}`, credential_pattern: '*' })),
  }
  return createPolicySet(readPolicies(raw))
}

const verdict = (policies: readonly NaivePolicy[], asked: NaiveUse): string =>
  judged(compiled(policies), 'x', asked).action
const SEVERITY: readonly string[] = ['allow', 'ask', 'deny']
const severity = (policies: readonly NaivePolicy[], asked: NaiveUse): number =>
  SEVERITY.indexOf(verdict(policies, asked))

it('decides as the model does', () => {
  fc.assert(
    fc.property(fc.array(policy, { maxLength: 3 }), use, (policies, asked) => {
      expect(verdict(policies, asked)).toBe(allNaively(policies, asked))
    }),
    { numRuns },
  )
})

it('counts against each limit of a matching rule of a strict policy, once', () => {
  fc.assert(
    fc.property(policy, use, (one, asked) => {
      const { action, counted } = judged(compiled([one]), 'x', asked)
      const limits = one.rules.filter((each) => 'rate_limit' in each.condition).length
      if (action === 'allow' && one.evaluation === 'strict') expect(counted).toHaveLength(limits)
      expect(counted.length).toBeLessThanOrEqual(limits)
    }),
    { numRuns },
  )
})

it('without a rule that allows, or with one more that denies, a strict policy never allows more', () => {
  fc.assert(
    fc.property(policy, rule, use, fc.nat(), (one, extra, asked, place) => {
      const strict = {
        ...one,
        evaluation: 'strict' as const,
        default_action: one.default_action === 'ask' ? ('deny' as const) : one.default_action,
      }
      const before = severity([strict], asked)
      const denied = {
        ...extra,
        condition: 'rate_limit' in extra.condition ? { url_match: '*' } : extra.condition,
        action: 'deny' as const,
      }
      const rules = [...strict.rules]
      rules.splice(place % (rules.length + 1), 0, denied)
      expect(severity([{ ...strict, rules }], asked)).toBeGreaterThanOrEqual(before)
      // Taking away all that grants would leave a bare limit to grant alone.
      const index = strict.rules.findIndex(
        ({ action, condition: its }) => action === 'allow' && !('rate_limit' in its),
      )
      const left = strict.rules.filter((_, i) => i !== index)
      const stillGrants = left.some(
        ({ action, condition: its }) => action !== 'deny' && !('rate_limit' in its),
      )
      if (
        index === -1 ||
        strict.default_action === 'allow' ||
        !(stillGrants || left.every(({ condition: its }) => !('rate_limit' in its)))
      )
        return
      if (left.some(({ action }) => action === 'ask')) return
      expect(severity([{ ...strict, rules: left }], asked)).toBeGreaterThanOrEqual(before)
    }),
    { numRuns },
  )
})

it('one more policy never allows more', () => {
  fc.assert(
    fc.property(fc.array(policy, { maxLength: 2 }), policy, use, (policies, more, asked) => {
      expect(severity([...policies, more], asked)).toBeGreaterThanOrEqual(severity(policies, asked))
    }),
    { numRuns },
  )
})
