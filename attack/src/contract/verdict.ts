import type { Family, Surface } from './attack-case.ts'

/**
 * - `blocked`: the proxy refused, as it should.
 * - `clean`: it let it pass, and no secret was where it must not be; a benign twin came through untouched.
 * - `leaked`: a secret came back or went astray, or something was done that must be refused.
 * - `broke`: something that must work did not, or the proxy hung.
 * - `crashed`: the program ended, or answers nobody any more.
 * - `not-applicable`: the proxy has no such surface or feature.
 */
export type Outcome = 'blocked' | 'clean' | 'leaked' | 'broke' | 'crashed' | 'not-applicable'

export const OUTCOMES: readonly Outcome[] = [
  'blocked',
  'clean',
  'leaked',
  'broke',
  'crashed',
  'not-applicable',
]

/** Outcomes that no good proxy has. */
export const FAULTS: ReadonlySet<Outcome> = new Set<Outcome>(['leaked', 'broke', 'crashed'])

export interface Verdict {
  readonly case: string
  readonly family: Family
  readonly kind: 'attack' | 'benign'
  readonly surface: Surface | null
  readonly outcome: Outcome
  /** One line each: what was seen, where, by which decoding. Never the secret itself. */
  readonly evidence: readonly string[]
  /** Milliseconds. */
  readonly took: number
}

/** The whole of a run, as `--json` writes it. */
export interface Report {
  readonly proxy: string
  readonly version: string
  readonly about: string
  readonly limits: readonly string[]
  readonly began: string
  readonly took: number
  readonly cases: number
  readonly counts: Readonly<Record<Outcome, number>>
  readonly verdicts: readonly Verdict[]
}
