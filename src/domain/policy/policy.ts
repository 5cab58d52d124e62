import type { Condition } from './condition.ts'

export const ACTIONS = ['allow', 'deny', 'ask'] as const
export type Action = (typeof ACTIONS)[number]

/** One rule of a policy. */
export interface Rule {
  /** From 1, in the order of the file. */
  readonly number: number
  /** As its author named it. */
  readonly name: string | null
  readonly action: Action
  readonly condition: Condition
  /** Restricts without granting: nothing but a rate limit, beside rules that allow. */
  readonly onlyLimits: boolean
}

/** How the credentials of some aliases may be used. */
export interface Policy {
  readonly name: string
  /** The file it stands in, and the line (from 1). */
  readonly file: string
  readonly line: number
  readonly credentialPattern: string
  readonly defaultAction: Action
  readonly evaluation: 'strict' | 'first-match'
  readonly rules: readonly Rule[]
  covers(alias: string): boolean
}

/** What a rule is called in answers and in the audit log. */
export const ruleLabel = ({ name, number }: Pick<Rule, 'name' | 'number'>): string => name ?? `rule ${number}`
