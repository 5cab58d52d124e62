import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RequestObserver } from '../../src/adapters/telemetry/request-observer.ts'
import { withTelemetry } from '../../src/adapters/telemetry/with-telemetry.ts'
import { VultrinoError } from '../../src/domain/errors.ts'
import { FAMILIES, labelsAt, type FamilyName } from '../../src/domain/telemetry/families.ts'
import { ACTIONS, EVENTS } from '../../src/domain/telemetry/labels.ts'
import { MetricTable } from '../../src/domain/telemetry/metric-table.ts'
import { RequestTally } from '../../src/domain/telemetry/request-tally.ts'
import { combined, retired, type Snapshot } from '../../src/domain/telemetry/snapshot.ts'
import { ACTS } from '../../src/manage/acts.ts'
import type { AuditLog } from '../../src/ports/audit-log.ts'
import { entry, result } from './events.ts'

function counted(most?: number): { observer: RequestObserver; table: MetricTable } {
  const table = new MetricTable()
  return { table, observer: new RequestObserver(new RequestTally(table), undefined, most) }
}
/** Values other than 0, by labels. */
function values(snapshot: Snapshot, name: FamilyName): Record<string, number> {
  const series = (snapshot[name] ?? []).filter(({ value }) => value !== 0)
  const key = (at: number): string =>
    labelsAt(FAMILIES[name], at)
      .map(([, value]) => value)
      .join(' ')
  return Object.fromEntries(series.map(({ at, value }) => [key(at), value]))
}

describe('what passes the audit log is counted', () => {
  it('a request: while it lasts, and when it ended', () => {
    const { observer, table } = counted()
    observer.recorded(entry())
    expect(values(table.snapshot(), 'vultrino_requests_in_flight')).toEqual({ http: 1 })
    expect(values(table.snapshot(), 'vultrino_requests_total')).toEqual({})
    observer.completed(result())
    const after = table.snapshot()
    expect(values(after, 'vultrino_requests_in_flight')).toEqual({})
    expect(values(after, 'vultrino_requests_total')).toEqual({ 'http http_request allow complete 2xx': 1 })
    expect(values(after, 'vultrino_response_body_bytes_total')).toEqual({ http: 1234 })
    expect(values(after, 'vultrino_redactions_total')).toEqual({ http: 2 })
    expect(values(after, 'vultrino_request_duration_seconds')).toEqual({ 'http proxied': 0.3 })
    const [{ counts } = {}] = after.vultrino_request_duration_seconds ?? []
    expect(counts?.indexOf(1)).toBe(FAMILIES.vultrino_request_duration_seconds.bounds.indexOf(0.5))
  })

  it.each([
    [
      'a target that failed',
      result({ outcome: 'failed', status: 502, error: 'upstream_error' }),
      'failed 5xx',
      'upstream_error',
    ],
    [
      'an answer that was cut',
      result({ outcome: 'cut', status: 200, error: 'cancelled' }),
      'cut 2xx',
      'cancelled',
    ],
  ] as const)('%s', (_, ended, labels, error) => {
    const { observer, table } = counted()
    observer.recorded(entry())
    observer.completed(ended)
    expect(values(table.snapshot(), 'vultrino_requests_total')).toEqual({
      [`http http_request allow ${labels}`]: 1,
    })
    expect(values(table.snapshot(), 'vultrino_errors_total')).toEqual({ [`http ${error}`]: 1 })
  })

  it.each([
    ['a policy', { policy: 'p', principal: 'key' }, 'policy'],
    ['failed authentications', { principal: 'none' }, 'failed_auth'],
    ['requests', { principal: 'local' }, 'caller'],
  ] as const)('the limit of %s', (_, changes, limit) => {
    const { observer, table } = counted()
    observer.recorded(entry({ decision: 'deny', error: 'rate_limited', ...changes }))
    expect(values(table.snapshot(), 'vultrino_limit_hits_total')).toEqual({ [limit]: 1 })
    expect(values(table.snapshot(), 'vultrino_requests_total')).toEqual({
      'http http_request deny refused 4xx': 1,
    })
  })

  it('a key that is none', () => {
    const { observer, table } = counted()
    observer.recorded(entry({ decision: 'deny', error: 'unauthorized', surface: 'api', principal: 'none' }))
    expect(values(table.snapshot(), 'vultrino_authentication_failures_total')).toEqual({ api: 1 })
  })

  it('an event, which is no request and is not waited for', () => {
    const { observer, table } = counted()
    observer.recorded(entry({ action: 'server.start' }))
    observer.recorded(entry({ action: 'server.something_new' }))
    expect(values(table.snapshot(), 'vultrino_server_events_total')).toEqual({ 'server.start': 1, other: 1 })
    expect(values(table.snapshot(), 'vultrino_requests_in_flight')).toEqual({})
  })

  it('every act of management under its own name', () => {
    expect(ACTIONS).toEqual(expect.arrayContaining([...Object.keys(ACTS), 'http_request']))
  })

  it('every event of the server too, since none is waited for', () => {
    const sources = globSync('src/entry/*.ts').map((path) => readFileSync(path, 'utf8'))
    const events = sources.flatMap((text) =>
      [...text.matchAll(/(?:serverEvent|installationEvent)\(\s*'([\w.]+)'/g)].map(([, action]) => action),
    )
    expect(events).toContain('server.start')
    expect(events.filter((action) => action !== 'http_request' && !EVENTS.includes(action ?? ''))).toEqual([])
  })

  it('results that never come cost no memory', () => {
    const { observer, table } = counted(3)
    for (let i = 0; i < 10; i++) observer.recorded(entry({ requestId: `r${String(i)}` }))
    observer.recorded(entry({ requestId: 'r9' }))
    expect(values(table.snapshot(), 'vultrino_requests_in_flight')).toEqual({ http: 3 })
    for (let i = 0; i < 10; i++) observer.completed(result({ requestId: `r${String(i)}` }))
    expect(values(table.snapshot(), 'vultrino_requests_in_flight')).toEqual({})
    expect(values(table.snapshot(), 'vultrino_untracked_results_total')).toEqual({ '': 7 })
  })
})

describe('a watched audit log', () => {
  const refusing: AuditLog = {
    record: () => Promise.reject(new VultrinoError('audit_unavailable')),
    complete: () => undefined,
    close: () => Promise.resolve(),
  }

  it('still refuses, which is counted, and what it refused has not begun', async () => {
    const { observer, table } = counted()
    const audit = withTelemetry(refusing, observer)
    await expect(audit.record(entry())).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(values(table.snapshot(), 'vultrino_audit_failures_total')).toEqual({ '': 1 })
    expect(values(table.snapshot(), 'vultrino_requests_in_flight')).toEqual({})
  })

  it('gets everything, before it is counted', async () => {
    const { observer, table } = counted()
    const told: unknown[] = []
    const inFlight = (): Record<string, number> => values(table.snapshot(), 'vultrino_requests_in_flight')
    const audit = withTelemetry(
      {
        record: (recorded) => Promise.resolve(void told.push(recorded, inFlight())),
        complete: (ended) => void told.push(ended, inFlight()),
        close: () => Promise.resolve(void told.push('closed')),
      },
      observer,
    )
    await audit.record(entry())
    audit.complete(result())
    await audit.close()
    expect(told).toEqual([entry(), {}, result(), { http: 1 }, 'closed'])
  })
})

describe('the numbers of several processes', () => {
  const one = (duration: number): Snapshot => {
    const { observer, table } = counted()
    observer.recorded(entry())
    observer.completed(result({ durationMs: duration }))
    observer.recorded(entry())
    return table.snapshot({ vultrino_vault_generation: [{ at: 0, value: duration }] })
  }

  it('add up, but for what is the same for all', () => {
    const all = combined([one(300), one(20), {}])
    expect(values(all, 'vultrino_requests_total')).toEqual({ 'http http_request allow complete 2xx': 2 })
    expect(values(all, 'vultrino_requests_in_flight')).toEqual({ http: 2 })
    expect(values(all, 'vultrino_vault_generation')).toEqual({ '': 300 })
    const [{ counts, value } = { counts: [] }] = all.vultrino_request_duration_seconds ?? []
    expect(value).toBeCloseTo(0.32)
    expect(counts?.filter((count) => count > 0)).toEqual([1, 1])
  })

  it('keep what one had counted that has ended, and forget how it stood', () => {
    const left = retired(one(300))
    expect(values(left, 'vultrino_requests_total')).toEqual({ 'http http_request allow complete 2xx': 1 })
    expect(left.vultrino_requests_in_flight).toBeUndefined()
    expect(left.vultrino_vault_generation).toBeUndefined()
  })
})
