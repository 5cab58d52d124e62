import {
  ACTIONS,
  CONNECTION_STATES,
  DECISIONS,
  ERROR_CODES,
  EVENTS,
  KINDS,
  LIMITS,
  OUTCOMES,
  RECORD_KINDS,
  STATUS_CLASSES,
  SURFACES,
} from './labels.ts'

/** One metric with all its time series. */
export interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  /** Its labels, in order, each with every value that it can have. */
  readonly labels: Readonly<Record<string, readonly string[]>>
  /** How the values of several processes become one. */
  readonly combine: 'sum' | 'max' | 'min'
  /** Of a histogram: upper bounds of its buckets, rising; the last bucket, without one, is not listed. */
  readonly bounds?: readonly number[]
  /** Not counted by what passes, but read when it is asked for; absent where nobody reads it. */
  readonly read?: true
}

const NONE = {}
const counter = (help: string, labels: Family['labels'] = NONE): Family => ({
  type: 'counter',
  help,
  labels,
  combine: 'sum',
})
const gauge = (
  help: string,
  labels: Family['labels'] = NONE,
  combine: Family['combine'] = 'sum',
): Family => ({ type: 'gauge', help, labels, combine })

const read = (family: Family): Family => ({ ...family, read: true })

const surface = SURFACES
/** Seconds. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Every metric, in the order in which they are shown. */
export const FAMILIES = {
  vultrino_requests_total: counter('Requests that ended or were refused', {
    surface,
    action: ACTIONS,
    decision: DECISIONS,
    outcome: OUTCOMES,
    status_class: STATUS_CLASSES,
  }),
  vultrino_errors_total: counter('Requests that ended with an error of this code', {
    surface,
    error: ERROR_CODES,
  }),
  vultrino_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the arrival of an allowed request to the end of its answer',
    labels: { surface, kind: KINDS },
    combine: 'sum',
    bounds: DURATIONS,
  },
  vultrino_requests_in_flight: gauge('Requests allowed whose answer has not ended', { surface }),
  vultrino_response_body_bytes_total: counter('Bytes of answer bodies given to callers', { surface }),
  vultrino_redactions_total: counter('Secrets replaced in answers', { surface }),
  vultrino_limit_hits_total: counter('Requests refused because a rate limit was used up', { limit: LIMITS }),
  vultrino_authentication_failures_total: counter('Requests whose key was missing, unknown or expired', {
    surface,
  }),
  vultrino_server_events_total: counter('What happened to the server rather than to a request', {
    event: EVENTS,
  }),
  vultrino_audit_failures_total: counter(
    'Events that the audit log could not take: what they were of was refused',
  ),
  vultrino_untracked_results_total: counter('Results whose beginning was not known any more'),
  vultrino_vault_available: read(gauge('Whether the vault can be read (1) or not (0)', NONE, 'min')),
  vultrino_vault_generation: read(gauge('Generation number of the vault that is in use', NONE, 'max')),
  vultrino_vault_records: read(gauge('What is stored in the vault', { kind: RECORD_KINDS }, 'max')),
  vultrino_policies: read(gauge('Policies in force', NONE, 'max')),
  vultrino_policies_stale: read(
    gauge(
      'Whether the policies in force are older than their file, because that cannot be read (1), or not (0)',
      NONE,
      'max',
    ),
  ),
  vultrino_upstream_pools: read(gauge('Connection pools: one for each target in use')),
  vultrino_upstream_connections: read(
    gauge('Connections to targets, and requests that wait for one', {
      state: CONNECTION_STATES,
    }),
  ),
  vultrino_processes: read(gauge('Server processes that these numbers are of')),
  process_cpu_seconds_total: read(counter('Processor time used')),
  process_resident_memory_bytes: read(gauge('Memory in use')),
  process_start_time_seconds: read(
    gauge('When the oldest process started, in seconds since 1970', NONE, 'min'),
  ),
  nodejs_heap_used_bytes: read(gauge('Memory that JavaScript objects use')),
  nodejs_eventloop_active_seconds_total: read(counter('Time in which the event loop was at work')),
  nodejs_eventloop_delay_max_seconds: read(
    gauge('Longest delay of the event loop since the numbers were last read', NONE, 'max'),
  ),
} as const satisfies Record<string, Family>

export type FamilyName = keyof typeof FAMILIES

const sizes = new Map<Family, number>()

/** How many time series a metric can ever have. */
export function seriesCount(family: Family): number {
  const known = sizes.get(family)
  if (known !== undefined) return known
  const size = Object.values(family.labels).reduce((product, values) => product * values.length, 1)
  sizes.set(family, size)
  return size
}

/** The label values of the time series at this place, in the order of the labels. */
export function labelsAt(family: Family, at: number): readonly (readonly [string, string])[] {
  const found: [string, string][] = []
  let rest = at
  for (const [name, values] of Object.entries(family.labels).toReversed()) {
    found.push([name, values[rest % values.length] ?? ''])
    rest = Math.floor(rest / values.length)
  }
  return found.toReversed()
}
