import type { Repeat } from '../contract/proxy-under-test.ts'
import type { Report } from '../contract/verdict.ts'
import { reasonsNotRun } from '../run/not-run.ts'
import { faultGroups } from './fault-list.ts'
import {
  byFamily,
  common,
  commonByFamily,
  leaksByKind,
  summary,
  worseThanOthers,
  type Table,
} from './tables.ts'
import { EXPLANATION, NOT_RUN } from './words.ts'

export interface Place {
  /** One line: cores, memory, system, Node. */
  readonly machine: string
  readonly revision: string
}

/** RESULTS.md over these runs; the first report is the proxy that the others are held against. */
export function render(
  reports: readonly Report[],
  repeats: ReadonlyMap<string, Repeat>,
  { machine, revision }: Place,
): string {
  const own = reports[0]?.proxy ?? ''
  const worse = worseThanOthers(reports, own)
  const parts = [
    '# Results of the attack suite',
    'Written by `node attack/src/results/write.ts`; not edited by hand.',
    `Revision ${revision}. ${machine}`,
    markdown(versions(reports)),
    '## What was counted',
    EXPLANATION,
    '## Attacks',
    markdown(summary(reports, 'attack')),
    'What is behind the word `leaked`:',
    markdown(leaksByKind(reports)),
    '## Benign twins',
    markdown(summary(reports, 'benign')),
    '## The same questions to all',
    'Only cases that all of them were asked. A case stood if no way in leaked, broke or crashed. Attacks:',
    markdown(common(reports, 'attack')),
    'How many of them stood, by family:',
    markdown(commonByFamily(reports)),
    'Benign twins:',
    markdown(common(reports, 'benign')),
    `## Where others did better than ${own}`,
    worse.length === 0
      ? `There is no case in which ${own} leaked, broke or crashed, and another proxy did not.`
      : list(worse),
    ...reports.flatMap((report) => chapter(report, repeats.get(report.proxy))),
    NOT_RUN,
  ]
  return `${parts.join('\n\n')}\n`
}

const versions = (reports: readonly Report[]): Table => [
  ['proxy', 'version', 'date', 'cases', 'runs', 'took'],
  ...reports.map(({ proxy, version, began, cases, verdicts, took }) => [
    proxy,
    version,
    began.slice(0, 10),
    String(cases),
    String(verdicts.length),
    `${String(Math.round(took / 1000))} s`,
  ]),
]

function chapter(report: Report, repeat: Repeat | undefined): string[] {
  const { proxy, version, about, limits } = report
  const install = (repeat?.install ?? []).map((line) => `${line}\n`).join('')
  const groups = faultGroups(report)
  return [
    `## ${proxy} ${version}`,
    `Set up as: ${about}.`,
    ...(limits.length === 0 ? [] : [`By its own word:\n\n${list(limits)}`]),
    `To repeat it:\n\n\`\`\`sh\n${install}node attack/src/main.ts --proxy ${proxy} --json ${proxy}.json\n\`\`\``,
    ...(repeat?.configuration ?? []).map(
      ({ file, text }) => `\`${file}\`:\n\n\`\`\`\n${text.trimEnd()}\n\`\`\``,
    ),
    markdown(byFamily(report)),
    ...notRun(report),
    ...groups.map(
      ({ outcome, kind, cases }) =>
        `<details><summary>${outcome}: ${String(cases.length)} ${kind === 'attack' ? 'attacks' : 'benign twins'}</summary>\n\n${cases.map((id) => `\`${id}\``).join(' · ')}\n\n</details>`,
    ),
    ...(groups.length === 0 ? ['Nothing leaked, broke or crashed.'] : []),
  ]
}

function notRun({ verdicts }: Report): string[] {
  const lines = reasonsNotRun(verdicts).map(([reason, times]) => `${String(times)}: ${reason}`)
  return lines.length === 0 ? [] : [`Not applicable, and why:\n\n${list(lines)}`]
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n')

function markdown(rows: Table): string {
  const [head = [], ...body] = rows
  const isNumber = head.map((_, column) =>
    body.every((row) => /^(?:–|[\d.]+(?: s)?)$/.test(row[column] ?? '')),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(isNumber.map((number) => (number ? '---:' : '---'))), ...body.map(line)].join('\n')
}
