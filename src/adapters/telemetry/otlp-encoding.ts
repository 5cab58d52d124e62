import { SpanKind, SpanStatusCode, TraceFlags, ValueType, type HrTime } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics'
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { FAMILIES, labelsAt, type Family, type FamilyName } from '../../domain/telemetry/families.ts'
import type { RequestSpan } from '../../domain/telemetry/request-span.ts'
import type { Series, Snapshot } from '../../domain/telemetry/snapshot.ts'
import type { TraceContext } from '../../domain/telemetry/trace-context.ts'

/** What is being sent, and since when it counts. */
export interface Sender {
  readonly resource: Resource
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly started: number
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT }
const scope = (version: string): { name: string; version: string } => ({ name: 'vultrino', version })
const time = (ms: number): HrTime => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)]

const spanContext = ({
  traceId,
  spanId,
  sampled,
}: TraceContext): ReturnType<ReadableSpan['spanContext']> => ({
  traceId,
  spanId,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
})

/** A span in the form that the OTLP serializers take. */
export function readableSpan(span: RequestSpan, { resource, version }: Sender): ReadableSpan {
  const { name, kind, context, parentSpanId, parentIsRemote, start, end, failed, attributes } = span
  return {
    name,
    kind: KINDS[kind],
    spanContext: () => spanContext(context),
    ...(parentSpanId === null
      ? {}
      : {
          parentSpanContext: {
            ...spanContext({ ...context, spanId: parentSpanId }),
            isRemote: parentIsRemote,
          },
        }),
    startTime: time(start),
    endTime: time(end),
    duration: time(Math.max(0, end - start)),
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: { ...attributes },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: scope(version),
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

/** The numbers in the form that the OTLP serializers take; `now`: milliseconds since the epoch. */
export function resourceMetrics(snapshot: Snapshot, sender: Sender, now: number): ResourceMetrics {
  const names = Object.keys(FAMILIES) as FamilyName[]
  const metrics = names.flatMap((name) => {
    const series = snapshot[name]
    return series === undefined || series.length === 0 ? [] : [metricData(name, series, sender, now)]
  })
  return { resource: sender.resource, scopeMetrics: [{ scope: scope(sender.version), metrics }] }
}

const UNITS: Readonly<Record<string, string>> = { seconds: 's', bytes: 'By' }

/** OTLP keeps unit and kind beside the name, which says neither: `vultrino.request_duration`, in `s`. */
function descriptor(name: string, { help }: Family): MetricData['descriptor'] {
  const [, base = name, unit = ''] = /^(.+?)(?:_(seconds|bytes))?(?:_total)?$/.exec(name) ?? []
  return {
    name: base.replace('_', '.'),
    description: help,
    unit: UNITS[unit] ?? '1',
    valueType: ValueType.DOUBLE,
  }
}

function metricData(
  name: FamilyName,
  series: readonly Series[],
  { started }: Sender,
  now: number,
): MetricData {
  const family: Family = FAMILIES[name]
  const about = {
    descriptor: descriptor(name, family),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  const point = <T>({ at }: Series, value: T): { value: T } & Omit<Point, 'value'> => ({
    startTime: time(started),
    endTime: time(now),
    attributes: Object.fromEntries(labelsAt(family, at)),
    value,
  })
  const numbers = (): Point[] => series.map((one) => point(one, one.value))
  if (family.type === 'gauge') return { ...about, dataPointType: DataPointType.GAUGE, dataPoints: numbers() }
  if (family.type === 'counter') {
    return { ...about, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: numbers() }
  }
  const boundaries = [...(family.bounds ?? [])]
  const dataPoints = series.map((one) => {
    const counts = [...(one.counts ?? [])]
    const count = counts.reduce((sum, own) => sum + own, 0)
    return point(one, { buckets: { boundaries, counts }, sum: one.value, count })
  })
  return { ...about, dataPointType: DataPointType.HISTOGRAM, dataPoints }
}

type Point = Extract<MetricData, { dataPointType: DataPointType.GAUGE }>['dataPoints'][number]
