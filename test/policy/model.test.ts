import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RawPolicies } from '../../src/domain/policy/read-policies.ts'
import { readPolicies } from '../../src/domain/policy/read-policies.ts'
import { createPolicySet, type PolicySet } from '../../src/domain/policy/policy-set.ts'
import { arbitraryPolicies } from './arbitrary-policies.ts'
import { judged } from './ask.ts'
import { allNaively, type NaivePolicy, type NaiveUse } from './naive-policies.ts'

const numRuns = process.env['VULTRINO_LONG_TESTS'] === '1' ? 20_000 : 500
const { rule, policy, use } = arbitraryPolicies(['https://a.example', 'https://b.example'])

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
