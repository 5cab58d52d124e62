import { timed } from './timed.ts'
import type { Results } from './results.ts'
import { median } from './statistics.ts'
import { addedLatencyRatio, addedMs, p50, ratio, throughput } from './summary.ts'

/** One target number of the project, held against what was measured. */
export interface Verdict {
  readonly target: string
  readonly measured: string
  /** null: not measured in this run. */
  readonly met: boolean | null
}

type Bound = readonly ['at least' | 'at most', number]

interface Row {
  readonly target: string
  readonly bound: Bound
  readonly unit: '×' | 'ms' | 'µs'
  readonly value: (results: Results) => number
}

const busy = '1 KiB, c=64'
const single = '1 KiB, c=1'
const times =
  (peer: string, base: string) =>
  (results: Results): number =>
    ratio(results, busy, throughput, peer, base)
const spent = (results: Results, what: string): number =>
  median(results.timings.find((timing) => timing.what === what)?.samplesMs ?? [])

const deciding = ({ policy }: Results, index: number): number =>
  policy?.decisions[index]?.medianUs ?? Number.NaN

/** "Flat" is read as: not more than a tenth slower, the noise of these machines being about that. */
const rows: readonly Row[] = [
  {
    target: 'whole spine, c=64, 1 KiB: at least 0.85× the bare control',
    bound: ['at least', 0.85],
    unit: '×',
    value: times('vultrino', 'control'),
  },
  {
    target: 'c=64, 1 KiB: at least 5× mitmproxy',
    bound: ['at least', 5],
    unit: '×',
    value: times('vultrino', 'mitmproxy'),
  },
  {
    target: 'c=64, 1 KiB: at least 5× varlock (both to an https target)',
    bound: ['at least', 5],
    unit: '×',
    value: times('vultrino-tls', 'varlock'),
  },
  {
    target: 'c=1, 1 KiB: p50 added over direct at most 1.25× what the control adds',
    bound: ['at most', 1.25],
    unit: '×',
    value: (results) => addedLatencyRatio(results, single, 'vultrino'),
  },
  {
    target: 'key, role and scopes, c=64: at least 0.9× the throughput of the keyless local user',
    bound: ['at least', 0.9],
    unit: '×',
    value: times('vultrino-key', 'vultrino'),
  },
  {
    target: 'key, role and scopes, c=1: p50 at most 1.1× that of the keyless local user',
    bound: ['at most', 1.1],
    unit: '×',
    value: (results) => ratio(results, single, p50, 'vultrino-key', 'vultrino'),
  },
  {
    target: 'an MCP call over HTTP, c=1: p50 at most 1 ms above the same call by the HTTP proxy, same key',
    bound: ['at most', 1],
    unit: 'ms',
    value: (results) => addedMs(results, single, 'vultrino-mcp', 'vultrino-key'),
  },
  {
    target: 'audit, c=64: at least 0.85× the same spine with a sink that writes nothing',
    bound: ['at least', 0.85],
    unit: '×',
    value: times('vultrino', 'vultrino-silent'),
  },
  {
    target: 'flat with a million rows in the audit log (throughput, at least 0.9×)',
    bound: ['at least', 0.9],
    unit: '×',
    value: times('vultrino-1m', 'vultrino'),
  },
  {
    target: 'flat from 1 to 10,000 credentials (throughput, at least 0.9×)',
    bound: ['at least', 0.9],
    unit: '×',
    value: times('vultrino-10k', 'vultrino'),
  },
  {
    target: 'flat after 100,000 calls (throughput, at least 0.9×)',
    bound: ['at least', 0.9],
    unit: '×',
    value: ({ soak }) =>
      soak === null || soak.calls < 100_000 ? Number.NaN : soak.afterPerSecond / soak.beforePerSecond,
  },
  {
    target: '`vultrino --version` starts in at most 1.6× `node -e 0`',
    bound: ['at most', 1.6],
    unit: '×',
    value: (results) => spent(results, timed.version) / spent(results, timed.node),
  },
  {
    target: 'a vault of 10,000 credentials opens in under a second more than one of 1',
    bound: ['at most', 1000],
    unit: 'ms',
    value: (results) => spent(results, timed.getMany) - spent(results, timed.getOne),
  },
  {
    target: '`add` to 10,000 credentials takes under 100 ms more than to 1',
    bound: ['at most', 100],
    unit: 'ms',
    value: (results) => spent(results, timed.addMany) - spent(results, timed.addOne),
  },
  {
    target: '1,000 policies of 10 rules, one applies: decided in at most 20 µs (median)',
    bound: ['at most', 20],
    unit: 'µs',
    value: (results) => deciding(results, 0),
  },
  {
    target: '1,000 policies of 10 rules, none applies: at most 1 µs (median)',
    bound: ['at most', 1],
    unit: 'µs',
    value: (results) => deciding(results, 2),
  },
]

/** Every target number, met or not. */
export function judge(results: Results): readonly Verdict[] {
  return rows.map(({ target, bound: [side, limit], unit, value }) => {
    const number = value(results)
    if (!Number.isFinite(number)) return { target, measured: '–', met: null }
    const measured =
      unit === '×' ? `${number.toFixed(2)}×` : `${number.toFixed(unit === 'ms' ? 0 : 2)} ${unit}`
    return { target, measured, met: side === 'at least' ? number >= limit : number <= limit }
  })
}
