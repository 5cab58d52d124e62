import fc from 'fast-check'
import { createHash } from 'node:crypto'
import type { AttackCase } from '../contract/attack-case.ts'
import type { Verdict } from '../contract/verdict.ts'
import { LeakSearch } from '../leak/find-leaks.ts'
import type { Bench } from '../run/run-case.ts'
import { runCase } from '../run/run-case.ts'
import { anyCase } from './generate.ts'
import { isFault } from './stated-limits.ts'

/** A case by chance that a proxy did not withstand, made as small as it would go. */
export interface Finding {
  readonly attack: AttackCase
  readonly verdict: Verdict
  /** Of the round in which it was found. */
  readonly seed: number
}

export interface FuzzResult {
  readonly cases: number
  readonly rounds: number
  readonly findings: readonly Finding[]
}

export interface FuzzPlan {
  readonly seconds: number
  /** The first round has this seed, the next the one after it. */
  readonly seed: number
  readonly catalogue: readonly AttackCase[]
  readonly onFinding?: (finding: Finding) => void
}

const ROUND = 400
/** Seconds that one finding may be made smaller. */
const SHRINK = 20

/** Attacks a proxy with cases by chance until the time is over. Each kind of fault is told once. */
export async function runFuzz(bench: Bench, plan: FuzzPlan): Promise<FuzzResult> {
  const until = Date.now() + plan.seconds * 1000
  const needles = [...bench.lab.secrets].map(([name, secret]) => ({ name, secret }))
  const parts = new LeakSearch(needles, { streams: 'at-start' })
  const whole = new LeakSearch(needles, { streams: 'at-start', whole: true })
  const known = new Set<string>()
  const findings: Finding[] = []
  const cases = anyCase(plan.catalogue)
  let count = 0
  let round = 0
  for (; Date.now() < until; round += 1) {
    const seed = plan.seed + round
    let found: Finding | null = null
    const property = fc.asyncProperty(cases, async (attack) => {
      if (found === null && Date.now() > until) return true
      count += 1
      const verdict = await attackOnce({ ...bench, search: isCut(attack) ? whole : parts }, attack)
      if (!isFault(verdict, attack) || known.has(sign(verdict))) return true
      if (found !== null && sign(found.verdict) !== sign(verdict)) return true
      found = { attack, verdict, seed }
      return false
    })
    await fc.check(property, {
      seed,
      numRuns: ROUND,
      interruptAfterTimeLimit: Math.max(1000, until - Date.now()) + SHRINK * 1000,
    })
    const finding = found as Finding | null
    if (finding === null) continue
    known.add(sign(finding.verdict))
    const named = { ...finding, attack: { ...finding.attack, id: idOf(finding.attack) } }
    findings.push(named)
    plan.onFinding?.(named)
  }
  return { cases: count, rounds: round, findings }
}

/** Whether the target breaks its own framing, which cuts the secret: part of it is no proof then. */
const isCut = ({ origins, steps }: AttackCase): boolean =>
  /"does":"raw"|content-length|transfer-encoding|:\[?204|:304/i.test(JSON.stringify([origins, steps]))

async function attackOnce(bench: Bench, attack: AttackCase): Promise<Verdict> {
  // Of two requests by one connection, the caller may make one the body of the other: its own key goes where it sends it.
  const keys = JSON.stringify(attack.steps).split('{{auth}}').length > 2 ? [] : bench.keys
  return await runCase({ ...bench, keys }, attack, attack.surfaces[0] ?? 'reverse')
}

/** What is the same about two faults of one kind. */
const sign = ({ outcome, evidence, surface }: Verdict): string =>
  `${outcome} ${surface ?? ''} ${(evidence[0] ?? '')
    .replace(/secret of [a-z0-9-]+/, 'secret')
    .replace(/\d+ bytes/, 'some')
    .replace(/"(?:[^"\\]|\\.)*"/g, '')}`

const idOf = (attack: AttackCase): string =>
  `found-${createHash('sha256').update(JSON.stringify(attack)).digest('hex').slice(0, 12)}`
