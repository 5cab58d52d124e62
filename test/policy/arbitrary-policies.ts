import fc from 'fast-check'
import type { NaiveCondition, NaivePolicy, NaiveRule, NaiveUse } from './naive-policies.ts'

/** None that differs from another by a slash at its end alone: that is ambiguous, and the model knows nothing of it. */
const PATHS = ['/', '/y', '/x/y', '/z']
const METHODS = ['GET', 'POST', 'DELETE']

export interface Arbitraries {
  readonly rule: fc.Arbitrary<NaiveRule>
  readonly policy: fc.Arbitrary<NaivePolicy>
  readonly use: fc.Arbitrary<NaiveUse>
}

/** Policies and uses that the model understands, about these origins. */
export function arbitraryPolicies(
  origins: readonly string[],
  surfaces: readonly NaiveUse['surface'][] = ['cli', 'http', 'api'],
): Arbitraries {
  const leaf = fc.oneof(
    fc
      .constantFrom(
        ...origins.flatMap((host) => [`${host}/*`, ...PATHS.map((path) => host + path), `${host}/x/*`]),
      )
      .map((url_match) => ({ url_match })),
    fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1 }).map((method_match) => ({ method_match })),
    fc.constantFrom(...surfaces).map((surface) => ({ principal_match: { surface } })),
  )
  const limit = fc.constant({ rate_limit: { max: 5000, window_secs: 60 } })
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
  const use = fc.record({
    url: fc.tuple(fc.constantFrom(...origins), fc.constantFrom(...PATHS)).map(([host, path]) => host + path),
    method: fc.constantFrom(...METHODS),
    surface: fc.constantFrom(...surfaces),
  })
  return { rule, policy, use }
}
