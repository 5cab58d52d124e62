import type { AuditEntry, AuditResult } from '../audit-event.ts'
import type { FamilyName } from './families.ts'
import {
  ACTIONS,
  actionKind,
  DECISIONS,
  ERROR_CODES,
  EVENTS,
  KINDS,
  LIMITS,
  OTHER,
  OUTCOMES,
  STATUS_CLASSES,
  statusClass,
  statusOf,
  SURFACES,
} from './labels.ts'
import type { MetricTable } from './metric-table.ts'

/** Place of a value in its set; what is not in it is `other`. */
function placer(values: readonly string[]): (value: string) => number {
  const places = new Map(values.map((value, i) => [value, i]))
  const other = places.get(OTHER) ?? 0
  return (value) => places.get(value) ?? other
}

const surfaceAt = placer(SURFACES)
const actionAt = placer(ACTIONS)
const decisionAt = placer(DECISIONS)
const outcomeAt = placer(OUTCOMES)
const statusAt = placer(STATUS_CLASSES)
const errorAt = placer(ERROR_CODES)
const limitAt = placer(LIMITS)
const eventAt = placer(EVENTS)
const kindAt = placer(KINDS)

type Outcome = (typeof OUTCOMES)[number]

/** Counts what the audit log is told. */
export class RequestTally {
  readonly #table: MetricTable

  constructor(table: MetricTable) {
    this.#table = table
  }

  /** An allowed request has begun. */
  began({ surface }: AuditEntry): void {
    this.#table.add('vultrino_requests_in_flight', surfaceAt(surface), 1)
  }

  /** A request that began is not waited for any more. */
  forgot({ surface }: AuditEntry): void {
    this.#table.add('vultrino_requests_in_flight', surfaceAt(surface), -1)
  }

  ended(entry: AuditEntry, { outcome, status, bytes, durationMs, redactions, error }: AuditResult): void {
    const at = surfaceAt(entry.surface)
    this.forgot(entry)
    this.#count(entry, outcome, status)
    const kind = kindAt(actionKind(entry.action))
    this.#table.observe('vultrino_request_duration_seconds', at * KINDS.length + kind, durationMs / 1000)
    if (bytes > 0) this.#add('vultrino_response_body_bytes_total', at, bytes)
    if (redactions > 0) this.#add('vultrino_redactions_total', at, redactions)
    if (error !== null) this.#error(at, error)
  }

  refused(entry: AuditEntry): void {
    const { surface, error, policy, principal } = entry
    const at = surfaceAt(surface)
    this.#count(entry, 'refused', statusOf(error))
    if (error === null) return
    this.#error(at, error)
    if (error === 'unauthorized') this.#add('vultrino_authentication_failures_total', at, 1)
    if (error === 'rate_limited') {
      const limit = policy !== null ? 'policy' : principal === 'none' ? 'failed_auth' : 'caller'
      this.#add('vultrino_limit_hits_total', limitAt(limit), 1)
    }
  }

  happened({ action }: AuditEntry): void {
    this.#add('vultrino_server_events_total', eventAt(action), 1)
  }

  auditFailed(): void {
    this.#add('vultrino_audit_failures_total', 0, 1)
  }

  untracked(): void {
    this.#add('vultrino_untracked_results_total', 0, 1)
  }

  #count({ surface, action, decision }: AuditEntry, outcome: Outcome, status: number | null): void {
    let at = surfaceAt(surface) * ACTIONS.length + actionAt(action)
    at = at * DECISIONS.length + decisionAt(decision)
    at = at * OUTCOMES.length + outcomeAt(outcome)
    at = at * STATUS_CLASSES.length + statusAt(statusClass(status))
    this.#add('vultrino_requests_total', at, 1)
  }

  #error(surface: number, error: string): void {
    this.#add('vultrino_errors_total', surface * ERROR_CODES.length + errorAt(error), 1)
  }

  #add(name: FamilyName, at: number, amount: number): void {
    this.#table.add(name, at, amount)
  }
}
