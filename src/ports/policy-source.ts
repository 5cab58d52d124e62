import type { PolicySet } from '../domain/policy/policy-set.ts'

/** The policies in force; each request is judged by the ones that are current when it comes to them. */
export interface PolicySource {
  readonly current: PolicySet
  /** Told, line by line, how each request was judged, where somebody wants to know. Holds nothing secret. */
  readonly explain?: ((lines: readonly string[]) => void) | undefined
}
