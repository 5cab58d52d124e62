import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMetricsPage } from '../../src/adapters/telemetry/metrics-page.ts'
import { FAMILIES, labelsAt, seriesCount, type Family } from '../../src/domain/telemetry/families.ts'
import { negotiate } from '../../src/domain/telemetry/negotiate.ts'
import { available, itWith } from '../support/outside-tool.ts'
import { entries, entry, result, results, telemetryOf, type TestTelemetry } from './events.ts'
import { parseExposition, type Page } from './parse-exposition.ts'

const OPEN = 'application/openmetrics-text; version=1.0.0'
const BUILD = { version: '1.2.3', node: 'v24.0.0' }
const READINGS = {
  vault: () => ({ available: true, generation: 7, credentials: 3, roles: 1, keys: 2 }),
  policies: () => ({ count: 4, stale: false }),
  upstream: () => ({ pools: 1, connected: 2, free: 1, running: 1, queued: 0 }),
}

async function busy(): Promise<TestTelemetry> {
  const telemetry = await telemetryOf({}, READINGS)
  const { observer } = telemetry
  observer.recorded(entry())
  observer.completed(result())
  observer.recorded(entry({ requestId: 'open' }))
  observer.recorded(entry({ decision: 'deny', error: 'unauthorized', surface: 'api' }))
  observer.recorded(entry({ action: 'server.start' }))
  return telemetry
}
const pageOf = async ({ snapshot }: TestTelemetry, accept?: string): Promise<string> =>
  (await createMetricsPage(snapshot, BUILD).render(accept)).body

describe('a metrics page', () => {
  it.each([
    ['text', undefined, 'text/plain; version=0.0.4; charset=utf-8'],
    ['openmetrics', OPEN, 'application/openmetrics-text; version=1.0.0; charset=utf-8'],
  ] as const)('is %s as the specification has it', async (format, accept, contentType) => {
    const telemetry = await busy()
    const answer = await createMetricsPage(telemetry.snapshot, BUILD).render(accept)
    expect(answer.contentType).toBe(contentType)
    const page = parseExposition(answer.body, format)
    const requests = format === 'text' ? 'vultrino_requests_total' : 'vultrino_requests'
    expect([...(page.get(requests)?.samples ?? [])]).toEqual([
      [
        'vultrino_requests_total{surface="http",action="http_request",decision="allow",outcome="complete",status_class="2xx"}',
        1,
      ],
      [
        'vultrino_requests_total{surface="api",action="http_request",decision="deny",outcome="refused",status_class="4xx"}',
        1,
      ],
    ])
    expect(page.size).toBe(Object.keys(FAMILIES).length + 1)
  })

  it('says what the readings say', async () => {
    const page = parseExposition(await pageOf(await busy()), 'text')
    const value = (name: string, labels = ''): number | undefined =>
      page.get(name)?.samples.get(`${name}{${labels}}`)
    expect(value('vultrino_vault_available')).toBe(1)
    expect(value('vultrino_vault_generation')).toBe(7)
    expect(value('vultrino_vault_records', 'kind="key"')).toBe(2)
    expect(value('vultrino_policies')).toBe(4)
    expect(value('vultrino_upstream_connections', 'state="connected"')).toBe(2)
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e6)
    expect(value('process_start_time_seconds')).toBeLessThan(Date.now() / 1000)
    expect(value('vultrino_build_info', 'version="1.2.3",node="v24.0.0"')).toBe(1)
  })

  it('leaves out a reading that cannot be had', async () => {
    const broken = {
      ...READINGS,
      vault: () => {
        throw new Error('gone')
      },
    }
    const page: Page = parseExposition(await pageOf(await telemetryOf({}, broken)), 'text')
    expect(page.has('vultrino_vault_available')).toBe(false)
    expect(page.has('vultrino_policies')).toBe(true)
  })

  it('is well formed whatever happened, and no larger than the label tables allow', async () => {
    const telemetry = await telemetryOf()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(entries, results)), async (pairs) => {
        for (const [recorded, ended] of pairs) {
          telemetry.observer.recorded(recorded)
          telemetry.observer.completed({ ...ended, requestId: recorded.requestId })
        }
        parseExposition(await pageOf(telemetry), 'text')
        parseExposition(await pageOf(telemetry, OPEN), 'openmetrics')
        for (const [name, series] of Object.entries(telemetry.snapshot())) {
          const family: Family = FAMILIES[name as keyof typeof FAMILIES]
          const places = series.map(({ at }) => at)
          expect(new Set(places).size).toBe(places.length)
          expect(places.every((at) => Number.isInteger(at) && at >= 0 && at < seriesCount(family))).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  itWith(
    { name: 'promtool', present: available('promtool') },
    'is accepted by promtool, without a complaint',
    async () => {
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input: await pageOf(await busy()),
        encoding: 'utf8',
      })
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
    },
  )
})

it('every time series has labels of its own', () => {
  for (const family of Object.values<Family>(FAMILIES)) {
    const all = Array.from({ length: seriesCount(family) }, (_, at) => JSON.stringify(labelsAt(family, at)))
    expect(new Set(all).size).toBe(all.length)
  }
})

describe('the reader chooses', () => {
  it.each([
    [undefined, 'text'],
    ['', 'text'],
    ['*/*', 'text'],
    ['text/html', 'text'],
    [OPEN, 'openmetrics'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text;version=0.0.1,*/*;q=0.1', 'text'],
    ['application/openmetrics-text; version=2.0.0', 'text'],
    ['application/openmetrics-text;version=1.0.0;q=0', 'text'],
    ['application/openmetrics-text;q=0.2, text/plain;version=0.0.4;q=0.9', 'text'],
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    ['application/openmetrics-text;q=nonsense', 'text'],
  ] as const)('%s → %s', (accept, format) => {
    expect(negotiate(accept)).toBe(format)
  })
})

it('the documentation names every metric, and no other', () => {
  const text = readFileSync('docs/monitoring.md', 'utf8')
  const named = new Set(text.match(/\b(?:vultrino|process|nodejs)_[a-z_]+\b/g))
  expect([...named].toSorted()).toEqual([...Object.keys(FAMILIES), 'vultrino_build_info'].toSorted())
})
