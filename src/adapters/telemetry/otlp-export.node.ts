import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { OtlpProtocol, OtlpSettings } from '../../domain/telemetry/otlp-settings.ts'
import type { RequestSpan } from '../../domain/telemetry/request-span.ts'
import type { Snapshot } from '../../domain/telemetry/snapshot.ts'
import { readableSpan, resourceMetrics, type Sender } from './otlp-encoding.ts'
import { OtlpSender } from './otlp-sender.node.ts'

export interface OtlpExportOptions {
  readonly settings: OtlpSettings
  readonly version: string
  /** Tells one process from another. */
  readonly instanceId: string
  readonly snapshot: () => Snapshot
  readonly onFailure: (subject: 'traces' | 'metrics', reason: string) => void
}

/** Sends spans and metrics from time to time. Keeps no process alive. */
export interface OtlpExport {
  span(span: RequestSpan): void
  /** Sends what is left, and gives up after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>
}

type Serializers<T> = Readonly<Record<OtlpProtocol, { serializeRequest(told: T): Uint8Array | undefined }>>

const TRACE_SERIALIZERS: Serializers<ReadableSpan[]> = {
  'http/json': JsonTraceSerializer,
  'http/protobuf': ProtobufTraceSerializer,
}
const METRIC_SERIALIZERS: Serializers<ResourceMetrics> = {
  'http/json': JsonMetricsSerializer,
  'http/protobuf': ProtobufMetricsSerializer,
}
/** Spans kept until they are sent; those beyond are lost. */
const MOST_SPANS = 2048
const BATCH = 512

export function startOtlpExport({
  settings,
  version,
  instanceId,
  snapshot,
  onFailure,
}: OtlpExportOptions): OtlpExport {
  const sender: Sender = {
    resource: resourceFromAttributes({
      'service.version': version,
      'service.instance.id': instanceId,
      ...settings.resource,
    }),
    version,
    started: Date.now(),
  }
  const stop = new AbortController()
  const traces = settings.traces === null ? null : startTraces(settings.traces)
  const metrics = settings.metrics === null ? null : startMetrics(settings.metrics)

  return {
    span: (span) => traces?.add(span),
    async close(timeoutMs) {
      const timer = setTimeout(() => stop.abort(), timeoutMs)
      await Promise.all([traces?.close(), metrics?.close()])
      clearTimeout(timer)
    },
  }

  /** Whatever goes wrong with what is sent, it is no reason to end the server. */
  function guarded(subject: 'traces' | 'metrics', sending: Promise<void>): Promise<void> {
    return sending.catch(() => onFailure(subject, 'not encodable'))
  }

  function startTraces(target: NonNullable<OtlpSettings['traces']>): {
    add(span: RequestSpan): void
    close(): Promise<void>
  } {
    const out = new OtlpSender(target, (reason) => onFailure('traces', reason))
    const waiting: RequestSpan[] = []
    let sending: Promise<void> | undefined
    let timer: NodeJS.Timeout | undefined
    async function sendAll(): Promise<void> {
      while (waiting.length > 0) {
        const spans = waiting.splice(0, BATCH).map((span) => readableSpan(span, sender))
        const encoded = TRACE_SERIALIZERS[target.protocol].serializeRequest(spans)
        if (encoded !== undefined) await out.send(encoded, stop.signal)
      }
    }
    function flush(): void {
      clearTimeout(timer)
      timer = undefined
      sending ??= guarded('traces', sendAll()).finally(() => (sending = undefined))
    }
    return {
      add(span) {
        if (waiting.length >= MOST_SPANS) return
        waiting.push(span)
        if (waiting.length >= BATCH) flush()
        else timer ??= setTimeout(flush, settings.traceDelayMs).unref()
      },
      async close() {
        flush()
        await sending
      },
    }
  }

  function startMetrics(target: NonNullable<OtlpSettings['metrics']>): { close(): Promise<void> } {
    const out = new OtlpSender(target, (reason) => onFailure('metrics', reason))
    let sending: Promise<void> | undefined
    async function send(): Promise<void> {
      const encoded = METRIC_SERIALIZERS[target.protocol].serializeRequest(
        resourceMetrics(snapshot(), sender, Date.now()),
      )
      if (encoded !== undefined) await out.send(encoded, stop.signal)
    }
    const round = (): Promise<void> => guarded('metrics', send()).finally(() => (sending = undefined))
    // A round that takes longer than the interval is not overtaken.
    const timer = setInterval(() => void (sending ??= round()), settings.metricIntervalMs).unref()
    return {
      async close() {
        clearInterval(timer)
        await sending
        await round()
      },
    }
  }
}
