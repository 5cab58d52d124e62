import type { AttackCase, Surface } from '../contract/attack-case.ts'
import type { Verdict } from '../contract/verdict.ts'

/** Why a case cannot be run by these ways in; `null`: by one of them it can, or it is about the proxy as a whole. */
export function waitsFor({ surfaces }: AttackCase, has: readonly Surface[]): string | null {
  if (surfaces.length === 0 || surfaces.some((each) => has.includes(each))) return null
  return `waiting for ${surfaces.join(' or ')}, a way in that the proxy does not have`
}

/** The reasons for which cases were not run, and how many: the most first. */
export function reasonsNotRun(verdicts: readonly Verdict[]): (readonly [reason: string, times: number])[] {
  const counts = new Map<string, number>()
  for (const { outcome, evidence } of verdicts) {
    const reason = evidence.join('; ')
    if (outcome === 'not-applicable') counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)
}
