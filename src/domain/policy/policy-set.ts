/** Every policy in force, compiled. */
export interface PolicySet {
  readonly count: number
}

export const NO_POLICIES: PolicySet = { count: 0 }
