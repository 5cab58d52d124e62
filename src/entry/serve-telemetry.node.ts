import { createMetricsPage } from '../adapters/telemetry/metrics-page.ts'
import { joinPoolMetrics } from '../adapters/telemetry/pool-member.node.ts'
import { openTelemetry } from '../adapters/telemetry/telemetry.node.ts'
import { withTelemetry } from '../adapters/telemetry/with-telemetry.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Log } from '../ports/log.ts'
import type { MetricsPage, Readings, TelemetryProblem, Tracing } from '../ports/telemetry.ts'
import { isWorker } from '../surfaces/http/workers.node.ts'
import type { Vault } from '../vault/vault.ts'

/** Metrics and traces of a serving process. */
export interface ServeTelemetry {
  /** Counts what the audit log is told. */
  observed(log: AuditLog): AuditLog
  readonly tracing: Tracing | undefined
  /** The numbers of all processes of this server. */
  readonly page: MetricsPage
  /** Sends what is left to send. */
  close(): Promise<void>
}

const PROBLEMS: Readonly<Record<TelemetryProblem['kind'], string>> = {
  misread: 'a variable of OpenTelemetry is not understood',
  export: 'telemetry cannot be sent',
}

/** `readings` are taken when the numbers are asked for, so they may speak of what is opened later. */
export async function openServeTelemetry(
  version: string,
  log: Log,
  readings: Readings,
): Promise<ServeTelemetry> {
  const telemetry = await openTelemetry({
    version,
    env: process.env,
    random: systemRandom,
    readings,
    onProblem: ({ kind, subject, reason }) => log.write('warn', PROBLEMS[kind], { subject, reason }),
  })
  const member = isWorker() ? joinPoolMetrics(telemetry.snapshot) : undefined
  const collect = async (): Promise<ReturnType<typeof telemetry.snapshot>> =>
    (await member?.collect()) ?? telemetry.snapshot()
  return {
    observed: (audit) => withTelemetry(audit, telemetry.observer),
    tracing: telemetry.tracing,
    page: createMetricsPage(collect, { version, node: process.version }),
    close: async () => {
      member?.close()
      await telemetry.close()
    },
  }
}

/** What a metrics page says of a vault. Throws what makes it unavailable. */
export function vaultReading(vault: Vault): ReturnType<NonNullable<Readings['vault']>> {
  const { generation } = vault
  const count = (kind: 'role' | 'api_key'): number => vault.records.list(kind).length
  try {
    const credentials = vault.list().length
    return { available: true, generation, credentials, roles: count('role'), keys: count('api_key') }
  } catch {
    return { available: false, generation, credentials: 0, roles: 0, keys: 0 }
  }
}
