import type { Policy } from './policy.ts'

/** The policies that apply to one credential, in the order in which they are judged. */
export type Applicable = readonly Policy[]

/** Every policy in force, compiled. */
export interface PolicySet {
  readonly count: number
  /** In the order of the files. */
  readonly policies: readonly Policy[]
  /** What becomes of a use that no policy applies to. */
  readonly byDefault: 'allow' | 'deny'
  /** Costs nothing that grows with the policies that do not apply, after the first time. */
  applyTo(alias: string): Applicable
}

/** Aliases whose policies are remembered: more than most vaults hold. */
const MOST_KNOWN = 100_000

export function createPolicySet(
  policies: readonly Policy[],
  byDefault: 'allow' | 'deny' = 'allow',
): PolicySet {
  const known = new Map<string, Applicable>()
  return Object.freeze({
    count: policies.length,
    policies,
    byDefault,
    applyTo: (alias: string) => {
      const found = known.get(alias)
      if (found !== undefined) return found
      const applicable = policies.filter((policy) => policy.covers(alias))
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(alias, applicable)
      return applicable
    },
  })
}

export const NO_POLICIES: PolicySet = createPolicySet([])
