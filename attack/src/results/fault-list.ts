import { FAULTS, OUTCOMES, type Outcome, type Report } from '../contract/verdict.ts'

/** Faults of one outcome: each case once, with the ways in. */
export interface FaultGroup {
  readonly outcome: Outcome
  readonly kind: 'attack' | 'benign'
  /** `id` or `id (surface, surface)` where not every way in of the case was at fault. */
  readonly cases: readonly string[]
}

/** Every fault of a run, by outcome, so that anybody can run the case again by its id. */
export function faultGroups({ verdicts }: Report): readonly FaultGroup[] {
  const groups: FaultGroup[] = []
  for (const outcome of OUTCOMES.filter((each) => FAULTS.has(each))) {
    for (const kind of ['benign', 'attack'] as const) {
      const own = verdicts.filter((verdict) => verdict.outcome === outcome && verdict.kind === kind)
      const ids = [...new Set(own.map((verdict) => verdict.case))]
      const cases = ids.map((id) => {
        const at = own.filter((verdict) => verdict.case === id).map(({ surface }) => surface ?? 'the whole')
        const all = verdicts.filter((verdict) => verdict.case === id)
        return at.length === all.length ? id : `${id} (${at.join(', ')})`
      })
      if (cases.length > 0) groups.push({ outcome, kind, cases })
    }
  }
  return groups
}
