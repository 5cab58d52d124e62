import type { Results } from './results.ts'
import { median } from './statistics.ts'
import { cpu, p50, p99, ratio, summarise, throughput, type Line, type Measure } from './summary.ts'
import { timed } from './timed.ts'
import { judge } from './verdicts.ts'

/** What is printed, whatever it is printed on. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly note?: string
  /** The columns that hold text, if not just the first: they begin on the left. */
  readonly text?: readonly number[]
}

/** Every table of a run, in reading order; parts that were not measured are left out. */
export function tables(results: Results): readonly Table[] {
  const cases = [...new Set(results.samples.map((sample) => sample.case))]
  return [
    verdictTable(results),
    ...cases.map((name) => caseTable(results, name)),
    ...(results.timings.length > 0 ? [timingTable(results)] : []),
    ...(results.soak === null ? [] : [soakTable(results.soak)]),
    ...(results.policy === null ? [] : [policyTable(results.policy)]),
    ...(results.web === null ? [] : [webTable(results.web)]),
    peerTable(results),
  ]
}

function verdictTable(results: Results): Table {
  const words = new Map([
    [true, 'met'],
    [false, 'NOT met'],
    [null, 'not measured'],
  ])
  const rows = judge(results).map(({ target, measured, met }) => [target, measured, words.get(met) ?? ''])
  return { title: 'Target numbers', columns: ['target', 'measured', ''], rows, text: [0, 2] }
}

function caseTable(results: Results, name: string): Table {
  const big = name.startsWith('10 MiB')
  const against = (measure: Measure, peer: string, base: string): string =>
    number(ratio(results, name, measure, peer, base), 2)
  const row = (line: Line): readonly string[] => [
    line.peer,
    number(line.throughput, 0),
    against(throughput, line.peer, 'direct'),
    against(throughput, line.peer, 'nginx'),
    against(throughput, line.peer, 'control'),
    number(line.p50Ms, 3),
    against(p50, line.peer, 'control'),
    number(line.p99Ms, 3),
    against(p99, line.peer, 'control'),
    number(line.cpuMs === 0 ? Number.NaN : line.cpuMs * (big ? 1 : 1000), big ? 1 : 0),
    number(line.cpuMs === 0 ? Number.NaN : ratio(results, name, cpu, line.peer, 'control'), 2),
    number(line.rssMiB === 0 ? Number.NaN : line.rssMiB, 0),
    String(line.errors),
    number(line.generatorShare * 100, 0),
  ]
  return {
    title: name,
    columns: [
      ...['peer', big ? 'MiB/s' : 'answers/s', '×direct', '×nginx', '×control'],
      ...['p50 ms', '×control', 'p99 ms', '×control'],
      ...[big ? 'CPU ms/answer' : 'CPU µs/answer', '×control', 'RSS MiB', 'errors', 'load CPU %'],
    ],
    rows: summarise(results, name).map(row),
  }
}

function timingTable(results: Results): Table {
  const of = (what: string): number =>
    median(results.timings.find((timing) => timing.what === what)?.samplesMs ?? [])
  const rows = results.timings.map(({ what, samplesMs }) => [
    what,
    number(of(what), 1),
    number(of(what) / of(timed.node), 2),
    String(samplesMs.length),
  ])
  const rest = of(timed.list) - of(timed.version) - of(timed.derivation)
  const note = `\`vultrino list\` beyond \`--version\` and one key derivation: ${number(rest, 1)} ms.`
  return { title: 'Commands', columns: ['command', 'median ms', '×node -e 0', 'spawns'], rows, note }
}

function soakTable(soak: NonNullable<Results['soak']>): Table {
  return {
    title: `Soak: ${soak.calls} calls, c=64, 1 KiB`,
    columns: ['', 'before', 'after', 'after/before'],
    rows: [
      ['answers/s', soak.beforePerSecond, soak.afterPerSecond] as const,
      ['RSS MiB', soak.beforeMiB, soak.afterMiB] as const,
    ].map(([what, before, after]) => [what, number(before, 0), number(after, 0), number(after / before, 2)]),
  }
}

function policyTable({ policies, compileMs, decisions }: NonNullable<Results['policy']>): Table {
  return {
    title: `Policies: one decision under ${policies} policies of 10 rules`,
    columns: ['', 'median µs', 'p99 µs'],
    rows: decisions.map(({ what, medianUs, p99Us }) => [what, number(medianUs, 2), number(p99Us, 2)]),
    note: `To read and compile them all: ${number(compileMs, 0)} ms.`,
  }
}

/** Names of single things tell nothing here, and are others in each run. */
const shown = (path: string): string =>
  path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, ':id').replace(/\/\d+$/, '/:sequence')

function webTable({ credentials, rows, pages }: NonNullable<Results['web']>): Table {
  const highest = (samples: readonly number[]): number => Math.max(...samples)
  return {
    title: `Web UI: one page, ${credentials} credentials, ${rows} rows in the audit log`,
    columns: ['page', 'p50 ms', 'most ms', 'CPU ms', 'KiB'],
    rows: pages.map(({ path, samplesMs, cpuMs, bytes }) => [
      shown(path),
      number(median(samplesMs), 1),
      number(highest(samplesMs), 1),
      number(cpuMs, 1),
      number(bytes / 1024, 1),
    ]),
  }
}

function peerTable(results: Results): Table {
  return {
    title: 'Peers',
    columns: ['peer', 'peak RSS MiB', 'what it is'],
    text: [0, 2],
    rows: [
      ...results.peers.map(({ name, what, peakMiB }) => [name, number(peakMiB ?? Number.NaN, 0), what]),
      ...results.skipped.map(({ name, reason }) => [name, '–', `not measured: ${reason}`]),
    ],
  }
}

function number(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–'
}
