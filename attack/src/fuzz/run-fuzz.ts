import fc from 'fast-check'
import { createHash } from 'node:crypto'
import type { AttackCase } from '../contract/attack-case.ts'
import type { Verdict } from '../contract/verdict.ts'
import { FAULTS } from '../contract/verdict.ts'
import { LeakSearch } from '../leak/find-leaks.ts'
import type { Bench } from '../run/run-case.ts'
import { runCase } from '../run/run-case.ts'
import { anyCase } from './generate.ts'

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
  const whole = new LeakSearch(
    [...bench.lab.secrets].map(([name, secret]) => ({ name, secret })),
    true,
  )
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
      const verdict = await attackOnce(bench, whole, attack)
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

async function attackOnce(bench: Bench, whole: LeakSearch, attack: AttackCase): Promise<Verdict> {
  const text = JSON.stringify([attack.origins, attack.steps])
  // A target that breaks its own framing cuts the secret: part of it is no proof then.
  const search = /"does":"raw"|content-length|transfer-encoding|:\[?204|:304/i.test(text)
    ? whole
    : bench.search
  // Of two requests by one connection, the caller may make one the body of the other: its own key goes where it sends it.
  const keys = text.split('{{auth}}').length > 2 ? [] : bench.keys
  return await runCase({ ...bench, search, keys }, attack, attack.surfaces[0] ?? 'reverse')
}

/**
 * The laboratory's own troubles with a case made by chance are no fault of the proxy; nor that it waits for a body that was
 * announced, or does not see Brotli or raw deflate where none is declared: these have no mark to be known by.
 */
const isFault = ({ outcome, evidence }: Verdict, { steps, origins }: AttackCase): boolean =>
  FAULTS.has(outcome) &&
  !evidence.some((line) => line.startsWith('in the laboratory')) &&
  !(evidence.every((line) => /(?:br|raw deflate) ›/.test(line)) && hidesCoding(JSON.stringify(origins))) &&
  !(outcome === 'broke' && /content-length|transfer-encoding|expect/i.test(JSON.stringify(steps)))

/** What is made of codings without a mark, and what `Content-Encoding` calls them. */
const UNMARKED = [[/"br"/g, /\bbr\b/g], [/"deflate-raw"/g, /\bdeflate\b/g]] as const // prettier-ignore

/** More of them than `Content-Encoding` says. */
const hidesCoding = (origins: string): boolean => {
  const made = [...origins.matchAll(/"through":\[[^\]]*\]/g)].join()
  const declared = [...origins.matchAll(/"content-encoding","([^"]*)"/gi)].map(([, value]) => value).join()
  return UNMARKED.some(
    ([through, name]) => [...made.matchAll(through)].length > [...declared.matchAll(name)].length,
  )
}

/** What is the same about two faults of one kind. */
const sign = ({ outcome, evidence, surface }: Verdict): string =>
  `${outcome} ${surface ?? ''} ${(evidence[0] ?? '')
    .replace(/secret of [a-z0-9-]+/, 'secret')
    .replace(/\d+ bytes/, 'some')
    .replace(/"(?:[^"\\]|\\.)*"/g, '')}`

const idOf = (attack: AttackCase): string =>
  `found-${createHash('sha256').update(JSON.stringify(attack)).digest('hex').slice(0, 12)}`
