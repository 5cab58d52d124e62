import { MetricTable } from '../../domain/telemetry/metric-table.ts'
import { readOtlpSettings } from '../../domain/telemetry/otlp-settings.ts'
import { RequestTally } from '../../domain/telemetry/request-tally.ts'
import type { Snapshot } from '../../domain/telemetry/snapshot.ts'
import type { Random } from '../../ports/random.ts'
import type { Observer, Readings, TelemetryProblem, Tracing } from '../../ports/telemetry.ts'
import type { OtlpExport } from './otlp-export.node.ts'
import { processReadings } from './process-readings.node.ts'
import { read } from './readings.ts'
import { RequestObserver } from './request-observer.ts'
import { RequestTraces } from './request-traces.ts'

export interface TelemetryOptions {
  /** Of this program. */
  readonly version: string
  /** The `OTEL_*` variables are read from here. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly random: Random
  readonly readings: Readings
  /** Told of what the owner has to mend; of a receiver that fails once, until it works again. */
  readonly onProblem: (problem: TelemetryProblem) => void
}

export interface Telemetry {
  /** For `withTelemetry`. */
  readonly observer: Observer
  /** `undefined`: nothing is traced, so there is nothing to be called. */
  readonly tracing: Tracing | undefined
  /** The numbers of this process. */
  readonly snapshot: () => Snapshot
  /** Sends what is left to send. Takes three seconds at most, and never throws. */
  readonly close: () => Promise<void>
}

const CLOSE_MS = 3000

/**
 * Counts what this process does, and sends it and its traces where the standard variables of OpenTelemetry say, if
 * they do. What sending needs is loaded only then.
 */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { version, env, random, readings, onProblem } = options
  const table = new MetricTable()
  const readProcess = processReadings()
  const snapshot = (): Snapshot => table.snapshot({ ...read(readings), ...readProcess() })
  const settings = readOtlpSettings(env)
  for (const subject of settings?.misread ?? []) onProblem({ kind: 'misread', subject, reason: null })
  let exporting: OtlpExport | undefined
  if (settings !== undefined && (settings.traces !== null || settings.metrics !== null)) {
    const { startOtlpExport } = await import('./otlp-export.node.ts')
    const onFailure = (subject: string, reason: string): void =>
      onProblem({ kind: 'export', subject, reason })
    exporting = startOtlpExport({ settings, version, instanceId: random.uuid(), snapshot, onFailure })
  }
  const traces =
    exporting === undefined || settings?.traces == null
      ? undefined
      : new RequestTraces(settings.sampler, random, (span) => exporting.span(span))
  return {
    observer: new RequestObserver(new RequestTally(table), traces),
    tracing: traces,
    snapshot,
    close: async () => exporting?.close(CLOSE_MS),
  }
}
