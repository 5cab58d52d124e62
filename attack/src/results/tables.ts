import { FAMILIES, type Family } from '../contract/attack-case.ts'
import { FAULTS, OUTCOMES, type Report, type Verdict } from '../contract/verdict.ts'
import { KINDS, kindOf } from './kinds.ts'

/** Cells of text; the first row is the head. */
export type Table = readonly (readonly string[])[]

const WHOLE = 'the whole'
const surfaceOf = ({ surface }: Verdict): string => surface ?? WHOLE
const counted = (verdicts: readonly Verdict[]): string[] =>
  OUTCOMES.map((outcome) => shown(verdicts.filter((verdict) => verdict.outcome === outcome).length))
const shown = (count: number): string => (count === 0 ? '–' : String(count))

/** The ways in, in the order they first came; those cases last that have none. */
export function surfacesOf({ verdicts }: Report): readonly string[] {
  const found = [...new Set(verdicts.filter(isRun).map(surfaceOf))]
  return [...found.filter((name) => name !== WHOLE), ...found.filter((name) => name === WHOLE)]
}

const isRun = ({ outcome }: Verdict): boolean => outcome !== 'not-applicable'

/** Attacks and benign twins apart, one row for each way into each proxy. */
export function summary(reports: readonly Report[], kind: Verdict['kind']): Table {
  const head = ['proxy', 'way in', ...OUTCOMES.filter((outcome) => outcome !== 'not-applicable')]
  const rows = reports.flatMap((report) => {
    const own = report.verdicts.filter((verdict) => verdict.kind === kind)
    return surfacesOf(report).flatMap((surface) => {
      const run = own.filter((verdict) => isRun(verdict) && surfaceOf(verdict) === surface)
      return run.length === 0 ? [] : [[report.proxy, surface, ...counted(run).slice(0, -1)]]
    })
  })
  return [head, ...rows]
}

/** One row for each family of one proxy; a case counts once for each way in. */
export function byFamily(report: Report): Table {
  const families = (Object.keys(FAMILIES).map(Number) as Family[]).map((family) => [
    `${String(family)} ${FAMILIES[family]}`,
    ...counted(report.verdicts.filter((verdict) => verdict.family === family)),
  ])
  return [['family', ...OUTCOMES], ...families, ['all', ...counted(report.verdicts)]]
}

/** What is behind the word `leaked`, for each proxy. */
export function leaksByKind(reports: readonly Report[]): Table {
  const rows = KINDS.map(({ kind }) => [
    kind,
    ...reports.map(({ verdicts }) =>
      shown(verdicts.filter((verdict) => verdict.outcome === 'leaked' && kindOf(verdict) === kind).length),
    ),
  ])
  return [['', ...reports.map(({ proxy }) => proxy)], ...rows]
}

/** Cases that every proxy was asked, and how each fared: only attacks or only twins. */
export function common(reports: readonly Report[], kind: Verdict['kind']): Table {
  const { shared, fared } = askedOfAll(reports, kind)
  return [
    ['proxy', 'cases', 'stood', 'of a hundred'],
    ...reports.map(({ proxy }, at) => {
      const stood = shared.filter((id) => fared[at]?.get(id)?.stood === true).length
      const share = shared.length === 0 ? '–' : ((100 * stood) / shared.length).toFixed(1)
      return [proxy, String(shared.length), String(stood), share]
    }),
  ]
}

/** The same by family, for attacks: how many stood of how many. */
export function commonByFamily(reports: readonly Report[]): Table {
  const { shared, fared } = askedOfAll(reports, 'attack')
  const rows = (Object.keys(FAMILIES).map(Number) as Family[]).flatMap((family) => {
    const ids = shared.filter((id) => fared[0]?.get(id)?.family === family)
    const stood = fared.map((each) => shown(ids.filter((id) => each.get(id)?.stood === true).length))
    return ids.length === 0 ? [] : [[`${String(family)} ${FAMILIES[family]}`, String(ids.length), ...stood]]
  })
  return [['family', 'cases', ...reports.map(({ proxy }) => proxy)], ...rows]
}

interface Fared {
  readonly family: Family
  /** By every way in that was tried. */
  readonly stood: boolean
}

function askedOfAll(
  reports: readonly Report[],
  kind: Verdict['kind'],
): { readonly shared: readonly string[]; readonly fared: readonly ReadonlyMap<string, Fared>[] } {
  const fared = reports.map(({ verdicts }) => {
    const worst = new Map<string, Fared>()
    for (const { case: id, family, outcome } of verdicts.filter((each) => isRun(each) && each.kind === kind))
      worst.set(id, { family, stood: (worst.get(id)?.stood ?? true) && !FAULTS.has(outcome) })
    return worst
  })
  return { shared: [...(fared[0]?.keys() ?? [])].filter((id) => fared.every((each) => each.has(id))), fared }
}

/** Cases in which this proxy failed and another stood: what it has to learn. */
export function worseThanOthers(reports: readonly Report[], proxy: string): readonly string[] {
  const failed = (report: Report): Set<string> =>
    new Set(report.verdicts.filter(({ outcome }) => FAULTS.has(outcome)).map((verdict) => verdict.case))
  const ran = (report: Report): Set<string> =>
    new Set(report.verdicts.filter(isRun).map((verdict) => verdict.case))
  const own = reports.find((report) => report.proxy === proxy)
  if (own === undefined) return []
  return [...failed(own)].flatMap((id) => {
    const better = reports.filter((each) => each !== own && ran(each).has(id) && !failed(each).has(id))
    return better.length === 0 ? [] : [`${id} (stood: ${better.map((each) => each.proxy).join(', ')})`]
  })
}
