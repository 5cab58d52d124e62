import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AttackCase, Surface } from '../contract/attack-case.ts'
import { CALLERS, type CallerName } from '../contract/laboratory.ts'
import type { ProxyUnderTest } from '../contract/proxy-under-test.ts'
import { OUTCOMES, type Outcome, type Report, type Verdict } from '../contract/verdict.ts'
import { Laboratory } from '../laboratory/laboratory.ts'
import { LeakSearch } from '../leak/find-leaks.ts'
import { waitsFor } from './not-run.ts'
import { runCase, type Bench } from './run-case.ts'

/** A laboratory and a proxy that is up, ready for cases. */
export interface Session {
  readonly bench: Bench
  readonly version: string
  close(): Promise<void>
}

/** Starts laboratory and proxy. Close it whatever happens. */
export async function openSession(proxy: ProxyUnderTest): Promise<Session> {
  const lab = new Laboratory({ tlsOnly: proxy.tlsOnly === true })
  await lab.start()
  try {
    const folder = join(lab.folder, 'proxy')
    mkdirSync(folder, { mode: 0o700 })
    const credentials = lab.registrations()
    const version = await proxy.version()
    const { caFile, launch, nameServer } = lab
    const running = await proxy.start({ credentials, callers: CALLERS, caFile, launch, nameServer, folder })
    const search = new LeakSearch([...lab.secrets].map(([name, secret]) => ({ name, secret })))
    const keys = proxy.features.includes('keys')
      ? (Object.keys(CALLERS) as CallerName[]).map((name) => running.key(name))
      : []
    return {
      version,
      bench: { proxy, running, lab, search, keys },
      close: async () => {
        await running.stop()
        await lab.stop()
      },
    }
  } catch (error) {
    await lab.stop()
    throw error
  }
}

/** A case on one surface of the proxy; `null` as surface: it is about the whole. */
export interface Planned {
  readonly attack: AttackCase
  readonly surface: Surface | null
  /** Why it cannot be run. */
  readonly missing: string | null
}

/** Which cases run where, in the order of the catalogue; those about what is left behind come last. */
export function planRun(
  { proxy, lab }: Pick<Bench, 'proxy' | 'lab'>,
  catalogue: readonly AttackCase[],
  only: Surface | null = null,
): Planned[] {
  const planned = catalogue.flatMap((attack): Planned[] => {
    const features = [...proxy.features, ...lab.features]
    const lacks = attack.needs.filter((need) => !features.includes(need))
    if (lacks.length > 0) return [{ attack, surface: null, missing: `it has no ${lacks.join(', ')}` }]
    if (attack.needs.includes('names') && lab.namesMissing !== null)
      return [{ attack, surface: null, missing: lab.namesMissing }]
    if (attack.surfaces.length === 0) return [{ attack, surface: null, missing: null }]
    const surfaces = attack.surfaces.filter(
      (each) => proxy.surfaces.includes(each) && (only === null || each === only),
    )
    if (surfaces.length > 0) return surfaces.map((surface) => ({ attack, surface, missing: null }))
    const missing = waitsFor(attack, proxy.surfaces) ?? 'not asked for: it goes by other ways in'
    return [{ attack, surface: null, missing }]
  })
  const last = ({ attack }: Planned): number => (attack.expect.is === 'no-trace' ? 1 : 0)
  return planned.sort((a, b) => last(a) - last(b))
}

/** The verdict of one planned case. */
export async function runPlanned(bench: Bench, { attack, surface, missing }: Planned): Promise<Verdict> {
  if (missing === null) {
    const verdict = await runCase(bench, attack, surface)
    await bench.lab.quiet()
    return verdict
  }
  const { id, family, kind } = attack
  return { case: id, family, kind, surface, outcome: 'not-applicable', evidence: [missing], took: 0 }
}

/** Runs all of it, one case after the other; `onVerdict` is told of each. */
export async function runCatalogue(
  session: Session,
  planned: readonly Planned[],
  onVerdict: (verdict: Verdict) => void = () => undefined,
): Promise<Report> {
  const { proxy } = session.bench
  const began = new Date()
  const verdicts: Verdict[] = []
  for (const each of planned) {
    const verdict = await runPlanned(session.bench, each)
    verdicts.push(verdict)
    onVerdict(verdict)
  }
  const counts = Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, verdicts.filter((verdict) => verdict.outcome === outcome).length]),
  ) as Record<Outcome, number>
  return {
    proxy: proxy.name,
    version: session.version,
    about: proxy.about,
    limits: proxy.limits ?? [],
    began: began.toISOString(),
    took: Date.now() - began.getTime(),
    cases: new Set(planned.map(({ attack }) => attack.id)).size,
    counts,
    verdicts,
  }
}
