import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMetricsPage } from '../../src/adapters/telemetry/metrics-page.ts'
import type { AuditEntry } from '../../src/domain/audit-event.ts'
import { findLeak } from '../support/find-leak.ts'
import { entry, result, telemetryOf } from './events.ts'
import { startReceiver, type OtlpReceiver } from './otlp-receiver.ts'

let receiver: OtlpReceiver
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())

/** Fields that a caller's text can reach and no span shows, each with how a secret would stand in it. */
const HIDDEN: Readonly<Record<string, (secret: string) => Partial<AuditEntry>>> = {
  action: (secret) => ({ action: secret }),
  surface: (secret) => ({ surface: secret as AuditEntry['surface'] }),
  method: (secret) => ({ method: secret.toUpperCase() }),
  path: (secret) => ({ url: `https://api.example.com/${secret}` }),
  query: (secret) => ({ url: `https://api.example.com/?${secret}=` }),
  ip: (secret) => ({ ip: secret }),
  key: (secret) => ({ key: secret, keyName: secret, role: secret }),
  'no URL': (secret) => ({ url: secret }),
}
/** Fields that the audit log and spans show, and no metric. */
const SHOWN: Readonly<Record<string, (secret: string) => Partial<AuditEntry>>> = {
  credential: (secret) => ({ credential: secret }),
  host: (secret) => ({ url: `https://${secret}.example.com/` }),
  policy: (secret) => ({ policy: secret, rule: secret }),
  requestId: (secret) => ({ requestId: secret }),
}
const fields = [...Object.entries(HIDDEN), ...Object.entries(SHOWN)]

it.each(fields)(
  'what a caller wrote as %s is in no metric, and in spans as the audit log shows it',
  async (name, plant) => {
    const secret = fc.constant(null).map(() => randomBytes(12).toString('hex'))
    await fc.assert(
      fc.asyncProperty(secret, fc.boolean(), fc.boolean(), async (canary, allowed, traced) => {
        const telemetry = await telemetryOf({
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        })
        const { observer, tracing, snapshot } = telemetry
        const planted = entry({
          ...plant(canary),
          ...(allowed ? {} : { decision: 'deny', error: 'forbidden' }),
        })
        const state = ['tracestate', `${canary.replace(/^\d/, 'a')}=${canary}`]
        const parent = [
          'traceparent',
          `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
          ...state,
          'x-other',
          canary,
        ]
        if (traced) tracing?.enter(planted.requestId, parent)
        observer.recorded(planted)
        if (allowed) observer.completed(result({ requestId: planted.requestId }))
        const page = await createMetricsPage(snapshot, { version: '1', node: '24' }).render(undefined)
        receiver.received.length = 0
        await telemetry.close()
        const text = (path: string): Buffer =>
          Buffer.concat(receiver.received.filter((one) => one.path === path).map(({ body }) => body))
        const traces = text('/v1/traces')
        const metrics = Buffer.concat([text('/v1/metrics'), Buffer.from(page.body)])
        expect(metrics.length).toBeGreaterThan(0)
        expect(findLeak(lower(metrics), canary, 1)).toBeNull()
        if (name in HIDDEN) expect(findLeak(lower(traces), canary, 1)).toBeNull()
        else if (name !== 'host') expect(traces.includes(canary)).toBe(true)
      }),
      { numRuns: 6 },
    )
  },
)

const lower = (bytes: Buffer): Buffer => Buffer.from(bytes.toString().toLowerCase())
