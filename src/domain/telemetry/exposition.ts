import { FAMILIES, labelsAt, type Family, type FamilyName } from './families.ts'
import type { Series, Snapshot } from './snapshot.ts'

/** `text`: Prometheus text format 0.0.4; `openmetrics`: OpenMetrics 1.0.0. */
export type ExpositionFormat = 'text' | 'openmetrics'

export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

type Labels = readonly (readonly [string, string])[]

/** What identifies the build, shown as the labels of a metric that is always 1. */
export interface BuildInfo {
  readonly version: string
  readonly node: string
}

/** The numbers as a metrics page. Metrics that the snapshot does not hold are left out. */
export function exposition(snapshot: Snapshot, format: ExpositionFormat, build: BuildInfo): string {
  const lines = [...buildLines(build, format)]
  for (const name of Object.keys(FAMILIES) as FamilyName[]) {
    const series = snapshot[name]
    if (series === undefined || series.length === 0) continue
    const family: Family = FAMILIES[name]
    lines.push(...head(name, family, format))
    for (const one of series) lines.push(...samples(name, family, one, format))
  }
  if (format === 'openmetrics') lines.push('# EOF')
  return `${lines.join('\n')}\n`
}

function buildLines({ version, node }: BuildInfo, format: ExpositionFormat): string[] {
  const [name, type] = format === 'text' ? ['vultrino_build_info', 'gauge'] : ['vultrino_build', 'info']
  return [
    `# HELP ${name} Version of the server and of Node that runs it`,
    `# TYPE ${name} ${type}`,
    sample(
      'vultrino_build_info',
      [
        ['version', version],
        ['node', node],
      ],
      '1',
    ),
  ]
}

const UNIT = /_(seconds|bytes)$/

function head(name: string, { type, help }: Family, format: ExpositionFormat): string[] {
  if (format === 'text') return [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`]
  // OpenMetrics names the metric without the suffix that its samples carry.
  const metric = type === 'counter' ? name.replace(/_total$/, '') : name
  const [, unit] = UNIT.exec(metric) ?? []
  return [
    `# TYPE ${metric} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${metric} ${unit}`]),
    `# HELP ${metric} ${escaped(help)}`,
  ]
}

function* samples(
  name: string,
  family: Family,
  { at, value, counts }: Series,
  format: ExpositionFormat,
): Generator<string> {
  const labels = labelsAt(family, at)
  if (counts === undefined) {
    yield sample(name, labels, number(value))
    return
  }
  const { bounds = [] } = family
  let count = 0
  for (const [i, own] of counts.entries()) {
    count += own
    const bound = bounds[i]
    const le = bound === undefined ? '+Inf' : boundText(bound, format)
    yield sample(`${name}_bucket`, [...labels, ['le', le]], number(count))
  }
  yield sample(`${name}_sum`, labels, number(value))
  yield sample(`${name}_count`, labels, number(count))
}

function sample(name: string, labels: Labels, value: string): string {
  const list = labels.map(([label, text]) => `${label}="${escaped(text).replaceAll('"', '\\"')}"`).join(',')
  return list === '' ? `${name} ${value}` : `${name}{${list}} ${value}`
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}

/** OpenMetrics writes bounds as floating point numbers: the text is part of the time series' name. */
const boundText = (bound: number, format: ExpositionFormat): string =>
  format === 'openmetrics' && Number.isInteger(bound) ? `${bound}.0` : String(bound)
