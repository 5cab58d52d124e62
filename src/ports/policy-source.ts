import type { PolicySet } from '../domain/policy/policy-set.ts'

/** The policies in force; each request is judged by the ones that are current when it comes to them. */
export interface PolicySource {
  readonly current: PolicySet
}
