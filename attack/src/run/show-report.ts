import { FAMILIES, type Family } from '../contract/attack-case.ts'
import { FAULTS, OUTCOMES, type Report, type Verdict } from '../contract/verdict.ts'
import { reasonsNotRun } from './not-run.ts'

/** A report for people: a table by family, then every fault with its evidence. */
export function showReport(report: Report): string {
  const rows = (Object.keys(FAMILIES).map(Number) as Family[]).map((family) => {
    const own = report.verdicts.filter((verdict) => verdict.family === family)
    return [`${String(family)} ${FAMILIES[family]}`, ...OUTCOMES.map((outcome) => count(own, outcome))]
  })
  const all = ['all', ...OUTCOMES.map((outcome) => count(report.verdicts, outcome))]
  const faults = report.verdicts.filter(({ outcome }) => FAULTS.has(outcome))
  return [
    `${report.proxy} ${report.version}: ${String(report.cases)} cases, ${String(report.verdicts.length)} runs in ${String(Math.round(report.took / 1000))} s`,
    '',
    ...table([['family', ...OUTCOMES], ...rows, all]),
    '',
    ...notApplicable(report.verdicts),
    ...faults.map(showFault),
    faults.length === 0 ? 'Nothing leaked, broke or crashed.' : `${String(faults.length)} faults.`,
  ].join('\n')
}

function notApplicable(verdicts: readonly Verdict[]): string[] {
  const lines = reasonsNotRun(verdicts).map(([reason, times]) => `    ${String(times)}: ${reason}`)
  return lines.length === 0 ? [] : ['Not applicable:', ...lines, '']
}

export const showFault = ({ outcome, case: id, surface, evidence }: Verdict): string =>
  `${outcome.toUpperCase()} ${id}${surface === null ? '' : ` (${surface})`}\n${evidence.map((line) => `    ${line}\n`).join('')}`

const count = (verdicts: readonly Verdict[], outcome: string): string => {
  const found = verdicts.filter((verdict) => verdict.outcome === outcome).length
  return found === 0 ? '-' : String(found)
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
}
