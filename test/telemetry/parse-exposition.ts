/**
 * A strict reader of metrics pages, written from the two specifications and sharing no code with the writer: it
 * throws at the first line that is not as it must be.
 */
export interface Metric {
  readonly type: string
  readonly unit: string | undefined
  /** Value by sample name and labels: `name{a="b"}`. */
  readonly samples: Map<string, number>
}

export type Page = Map<string, Metric>

const METRIC = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"'
const META = new RegExp(`^# (HELP|TYPE|UNIT) (${METRIC}) (.+)$`)
const SAMPLE = new RegExp(`^(${METRIC})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\S+)$`)
const NUMBER = /^(?:[+-]?Inf|NaN|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/

/** Suffixes that samples of a metric of this type have. */
const SUFFIXES: Readonly<Record<'text' | 'openmetrics', Readonly<Record<string, readonly string[]>>>> = {
  text: { counter: [''], gauge: [''], histogram: ['_bucket', '_sum', '_count'] },
  openmetrics: {
    counter: ['_total'],
    gauge: [''],
    histogram: ['_bucket', '_sum', '_count'],
    info: ['_info'],
  },
}

export function parseExposition(text: string, format: 'text' | 'openmetrics'): Page {
  if (!text.endsWith('\n') || text.includes('\r'))
    throw new Error('lines end with a line feed, the last one too')
  const lines = text.slice(0, -1).split('\n')
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('no # EOF at the end')
  const page: Page = new Map()
  let current = ''
  for (const line of lines) {
    const [, what, name = '', rest = ''] = META.exec(line) ?? []
    if (what === undefined) {
      readSample(line, current, page, format)
      continue
    }
    const known = page.get(name)
    if (name !== current && known !== undefined) throw new Error(`${name} stands in two places`)
    if (known !== undefined && known.samples.size > 0) throw new Error(`${line} stands after its samples`)
    if (/\\(?![\\n])/.test(rest)) throw new Error(`a stray backslash in ${line}`)
    current = name
    const metric = known ?? { type: '', unit: undefined, samples: new Map<string, number>() }
    if (what === 'TYPE' && metric.type !== '') throw new Error(`${name} has two types`)
    page.set(name, {
      ...metric,
      ...(what === 'TYPE' ? { type: rest } : {}),
      ...(what === 'UNIT' ? { unit: rest } : {}),
    })
    if (what === 'UNIT' && !name.endsWith(`_${rest}`)) throw new Error(`${name} does not end with its unit`)
  }
  for (const [name, metric] of page) checkMetric(name, metric, format)
  return page
}

function readSample(line: string, current: string, page: Page, format: 'text' | 'openmetrics'): void {
  const [, name, labels = '', value = ''] = SAMPLE.exec(line) ?? []
  if (name === undefined || !NUMBER.test(value)) throw new Error(`no sample: ${line}`)
  const metric = page.get(current)
  const suffixes = SUFFIXES[format][metric?.type ?? ''] ?? []
  if (!suffixes.some((suffix) => name === current + suffix))
    throw new Error(`${line} is no sample of ${current}`)
  const names = [...labels.matchAll(/([a-zA-Z0-9_]+)="(?:[^"\\]|\\.)*"/g)].map(([, label]) => label)
  if (new Set(names).size !== names.length) throw new Error(`a label stands twice: ${line}`)
  const key = `${name}{${labels}}`
  if (metric?.samples.has(key) === true) throw new Error(`a sample stands twice: ${line}`)
  metric?.samples.set(key, Number(value.replace('Inf', 'Infinity')))
}

function checkMetric(name: string, { type, samples }: Metric, format: 'text' | 'openmetrics'): void {
  if (SUFFIXES[format][type] === undefined) throw new Error(`${name} has the type ${type}`)
  if (format === 'text' && type === 'counter' && !name.endsWith('_total'))
    throw new Error(`${name} is a counter`)
  for (const [key, value] of samples) {
    if (type !== 'gauge' && value < 0) throw new Error(`${key} is negative`)
  }
  if (type === 'histogram') checkBuckets(name, samples)
}

function checkBuckets(name: string, samples: ReadonlyMap<string, number>): void {
  const series = new Map<string, { le: number; count: number }[]>()
  for (const [key, count] of samples) {
    const [, labels = '', le] = /_bucket\{(.*?),?le="([^"]+)"\}$/.exec(key) ?? []
    if (le === undefined) continue
    series.set(labels, [...(series.get(labels) ?? []), { le: Number(le.replace('Inf', 'Infinity')), count }])
  }
  for (const [labels, buckets] of series) {
    buckets.forEach(({ le, count }, i) => {
      const before = buckets[i - 1]
      if (before !== undefined && (before.le >= le || before.count > count)) throw new Error(`${name} falls`)
    })
    const total = samples.get(`${name}_count{${labels}}`)
    if (buckets.at(-1)?.le !== Infinity || buckets.at(-1)?.count !== total)
      throw new Error(`${name} does not add up`)
    if (!samples.has(`${name}_sum{${labels}}`)) throw new Error(`${name} has no sum`)
  }
}
