import type { AuditEntry, AuditResult } from '../domain/audit-event.ts'
import type { HeaderList } from '../domain/header-list.ts'

/** Is told what the audit log was told, after it. Never throws, and waits for nothing. */
export interface Observer {
  /** An intent, a refusal or an event stands in the audit log. */
  recorded(entry: AuditEntry): void
  completed(result: AuditResult): void
  /** The audit log could not take an entry. */
  auditFailed(): void
}

/** Finds out to which trace a request belongs. */
export interface Tracing {
  /**
   * To be called before a request is recorded, with its fields. Returns the same fields as they are for a target that
   * is to continue the trace; whether they are sent on is for the caller to decide.
   */
  enter(requestId: string, headers: HeaderList): HeaderList
}

/** A metrics page as it is answered. */
export interface MetricsAnswer {
  readonly contentType: string
  readonly body: string
}

/** The numbers of this server, of all of its processes. */
export interface MetricsPage {
  /** `accept`: value of the field of that name; chooses between Prometheus text and OpenMetrics. */
  render(accept: string | undefined): Promise<MetricsAnswer>
}

/** Numbers that are not counted but read when they are asked for; what is left out, or throws, is not shown. */
export interface Readings {
  readonly vault?: () => {
    readonly available: boolean
    readonly generation: number
    readonly credentials: number
    readonly roles: number
    readonly keys: number
  }
  /** `stale`: their file was changed but could not be read, so that the last good set is still in force. */
  readonly policies?: () => { readonly count: number; readonly stale: boolean }
  /** `queued`: requests that wait for a connection. */
  readonly upstream?: () => {
    readonly pools: number
    readonly connected: number
    readonly free: number
    readonly running: number
    readonly queued: number
  }
}

/** What is wrong with telemetry; it is the owner's to mend and disturbs no request. */
export interface TelemetryProblem {
  /** `misread`: a variable is not understood. `export`: what was to be sent could not be. */
  readonly kind: 'misread' | 'export'
  /** Name of the variable, or which telemetry it is: `traces`, `metrics`. */
  readonly subject: string
  /** HTTP status or code of the failure, where there is one. */
  readonly reason: string | null
}
