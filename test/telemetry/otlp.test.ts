import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { withTelemetry } from '../../src/adapters/telemetry/with-telemetry.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Inbound } from '../../src/pipeline/stages.ts'
import { SILENT_AUDIT, spineOver } from '../pipeline/spine.ts'
import { sampleCredential, Scratch } from '../vault/scratch.ts'
import { entry, result, telemetryOf } from './events.ts'
import { attributesOf, startReceiver, type OtlpReceiver } from './otlp-receiver.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

/** An answer has ended once it was read. */
async function read(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  if (body instanceof Uint8Array) return
  for await (const chunk of body) expect(chunk.length).toBeGreaterThan(0)
}

let receiver: OtlpReceiver | undefined
afterEach(async () => {
  await receiver?.close()
  receiver = undefined
})
const env = (url: string, more: Record<string, string> = {}): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  ...more,
})

it('a receiver gets the spans of a proxied request and of the call of its target, which continue the caller’s trace', async () => {
  receiver = await startReceiver()
  const secret = randomBytes(12).toString('hex')
  const target = createServer((_, response) => response.writeHead(404).end(`you sent ${secret}`))
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const { port } = target.address() as AddressInfo
  const telemetry = await telemetryOf(env(receiver.url))
  using scratch = new Scratch()
  const vault = await scratch.create()
  const binding = [{ scheme: 'http' as const, host: '127.0.0.1', port, addresses: [] }]
  await vault.change((draft) => {
    draft.put(sampleCredential('gh', { binding, data: { key: new Secret(secret) } }))
  })
  const spine = spineOver(scratch, vault, { audit: withTelemetry(SILENT_AUDIT, telemetry.observer) })
  const inbound: Inbound = {
    requestId: 'req-1',
    surface: 'http',
    presented: { kind: 'owner' },
    ip: '127.0.0.1',
    alias: 'gh',
    url: `http://127.0.0.1:${String(port)}/private-path?token=query-value`,
    method: 'GET',
    headers: ['traceparent', `00-${TRACE}-${SPAN}-01`, 'tracestate', 'vendor=callers-text'],
    body: null,
    bodyLength: null,
    signal: new AbortController().signal,
  }
  const sent = telemetry.tracing?.enter(inbound.requestId, inbound.headers)
  const outcome = await spine.handle(inbound)
  expect(outcome).toMatchObject({ ok: true, answer: { status: 404 } })
  if (outcome.ok) await read(outcome.answer.body)
  await telemetry.close()
  target.close()

  const [call, span, another] = receiver.spans()
  expect(another).toBeUndefined()
  expect(span).toMatchObject({
    name: 'http_request',
    traceId: TRACE,
    parentSpanId: SPAN,
    kind: 2,
    status: { code: 2 },
  })
  expect(call).toMatchObject({
    name: 'GET',
    traceId: TRACE,
    parentSpanId: span?.spanId,
    kind: 3,
    status: { code: 2 },
  })
  expect(call === undefined ? {} : attributesOf(call)).toEqual({
    'http.request.method': 'GET',
    'url.scheme': 'http',
    'server.address': '127.0.0.1',
    'server.port': port,
    'http.response.status_code': 404,
    'error.type': '404',
  })
  expect(sent).toEqual([
    'traceparent',
    `00-${TRACE}-${String(call?.spanId)}-01`,
    'tracestate',
    'vendor=callers-text',
  ])
  if (span === undefined) return
  expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano))
  expect(attributesOf(span)).toMatchObject({
    'http.request.method': 'GET',
    'url.scheme': 'http',
    'server.address': '127.0.0.1',
    'server.port': port,
    'http.response.status_code': 404,
    'error.type': '404',
    'vultrino.surface': 'http',
    'vultrino.decision': 'allow',
    'vultrino.outcome': 'complete',
    'vultrino.credential': 'gh',
    'vultrino.request_id': 'req-1',
    'vultrino.principal': 'owner',
    'vultrino.redactions': 1,
  })
  const all = receiver.received.map(({ body }) => body.toString()).join('\n')
  for (const text of [secret, 'private-path', 'query-value', 'callers-text']) expect(all).not.toContain(text)
})

it('a refusal is a span, an act of management is none', async () => {
  receiver = await startReceiver()
  const { observer, close } = await telemetryOf(env(receiver.url, { OTEL_SERVICE_NAME: 'proxy of mine' }))
  observer.recorded(
    entry({ decision: 'deny', error: 'policy_denied', policy: 'p', rule: 'rule 1', method: 'BREW' }),
  )
  observer.recorded(entry({ requestId: 'r2', action: 'credential.add' }))
  observer.completed(result({ requestId: 'r2' }))
  await close()
  const [span, another] = receiver.spans()
  expect(another).toBeUndefined()
  expect(span === undefined ? {} : attributesOf(span)).toMatchObject({
    'error.type': 'policy_denied',
    'vultrino.decision': 'deny',
    'vultrino.outcome': 'refused',
    'vultrino.policy': 'p',
    'http.request.method': '_OTHER',
    'server.address': 'api.github.com',
    'server.port': 443,
  })
  expect(span?.startTimeUnixNano).toBe(span?.endTimeUnixNano)
  expect(receiver.received[0]?.body.toString()).toContain('proxy of mine')
})

it('a call that failed has no status of its own, and lies within its request', async () => {
  receiver = await startReceiver()
  const { observer, close } = await telemetryOf(env(receiver.url, { OTEL_METRICS_EXPORTER: 'none' }))
  observer.recorded(entry())
  observer.completed(result({ outcome: 'failed', status: 502, error: 'upstream_error' }))
  await close()
  const [call, span] = receiver.spans()
  if (call === undefined || span === undefined) expect.unreachable('two spans')
  expect(attributesOf(call)).toEqual({
    'http.request.method': 'GET',
    'url.scheme': 'https',
    'server.address': 'api.github.com',
    'server.port': 443,
    'error.type': 'upstream_error',
  })
  expect(attributesOf(span)).toMatchObject({ 'http.response.status_code': 502 })
  expect(BigInt(call.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano))
  expect(call.endTimeUnixNano).toBe(span.endTimeUnixNano)
})

it('metrics arrive too, with the numbers of the page', async () => {
  receiver = await startReceiver()
  const { observer, close } = await telemetryOf(env(receiver.url, { OTEL_METRIC_EXPORT_INTERVAL: '100' }))
  observer.recorded(entry())
  observer.completed(result())
  await expect.poll(() => receiver?.received.some(({ path }) => path === '/v1/metrics')).toBe(true)
  await close()
  const last = receiver.received.findLast(({ path }) => path === '/v1/metrics')
  const { resourceMetrics } = JSON.parse(last?.body.toString() ?? '') as {
    resourceMetrics: { scopeMetrics: { metrics: { name: string; unit: string }[] }[] }[]
  }
  const metrics = resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []
  expect(metrics.find(({ name }) => name === 'vultrino.requests')).toMatchObject({
    sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints: [{ asDouble: 1 }] },
  })
  expect(metrics.find(({ name }) => name === 'vultrino.request_duration')).toMatchObject({
    unit: 's',
    histogram: { dataPoints: [{ count: 1, sum: 0.3 }] },
  })
})

it('spans travel as protobuf and compressed, with the fields that were asked for', async () => {
  receiver = await startReceiver()
  const { observer, close } = await telemetryOf({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-key',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_METRICS_EXPORTER: 'none',
  })
  observer.recorded(entry({ decision: 'deny', error: 'forbidden' }))
  await close()
  const [first] = receiver.received
  expect(first?.headers).toMatchObject({
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip',
    authorization: 'Bearer collector-key',
  })
  // ExportTraceServiceRequest: field 1, length-delimited.
  expect(first?.body[0]).toBe(0x0a)
  expect(first?.body.toString('latin1')).toContain('http_request')
})

it('a receiver that is busy is asked again', async () => {
  receiver = await startReceiver((response, index) => response.writeHead(index === 0 ? 503 : 200).end())
  const { observer, close, problems } = await telemetryOf(
    env(receiver.url, { OTEL_METRICS_EXPORTER: 'none' }),
  )
  observer.recorded(entry({ decision: 'deny', error: 'forbidden' }))
  await close()
  expect(receiver.spans()).toHaveLength(2)
  expect(problems).toEqual([])
})

it('a receiver that refuses is told of once, and not sent elsewhere', async () => {
  const elsewhere = await startReceiver()
  receiver = await startReceiver((response) => {
    response.writeHead(307, { location: `${elsewhere.url}/v1/traces` }).end()
  })
  const { observer, close, problems } = await telemetryOf(
    env(receiver.url, { OTEL_METRICS_EXPORTER: 'none', OTEL_BSP_SCHEDULE_DELAY: '1' }),
  )
  const refuse = (): void => observer.recorded(entry({ decision: 'deny', error: 'forbidden' }))
  refuse()
  await expect.poll(() => problems.length, { timeout: 10_000 }).toBe(1)
  refuse()
  await close()
  expect(problems).toHaveLength(1)
  expect(problems[0]).toEqual({ kind: 'export', subject: 'traces', reason: '307' })
  expect(elsewhere.received).toEqual([])
  await elsewhere.close()
})

it('goes on after what came while it was sending', async () => {
  receiver = await startReceiver((response) => void setTimeout(() => response.end('{}'), 100))
  const { observer, close } = await telemetryOf(
    env(receiver.url, { OTEL_METRICS_EXPORTER: 'none', OTEL_BSP_SCHEDULE_DELAY: '200' }),
  )
  for (let sent = 1; sent <= 4; sent++) {
    observer.recorded(entry({ decision: 'deny', error: 'forbidden' }))
    await expect.poll(() => receiver?.spans().length).toBe(sent)
  }
  await close()
})

it('a receiver that never answers keeps nobody from ending', async () => {
  receiver = await startReceiver(() => undefined)
  const { observer, close, problems } = await telemetryOf(env(receiver.url))
  observer.recorded(entry({ decision: 'deny', error: 'forbidden' }))
  await close()
  expect(problems.map(({ subject }) => subject).toSorted()).toEqual(['metrics', 'traces'])
})

it('a receiver that is not there costs a bounded number of spans, and no request', async () => {
  const { observer, close, problems } = await telemetryOf(
    env('http://127.0.0.1:1', { OTEL_METRICS_EXPORTER: 'none' }),
  )
  for (let i = 0; i < 10_000; i++) observer.recorded(entry({ decision: 'deny', error: 'forbidden' }))
  await close()
  expect(problems).toHaveLength(1)
})

it('nothing is traced where no receiver is named, or the caller does not', async () => {
  const off = await telemetryOf()
  expect(off.tracing).toBeUndefined()
  receiver = await startReceiver()
  const on = await telemetryOf(env(receiver.url, { OTEL_METRICS_EXPORTER: 'none' }))
  expect(on.tracing?.enter('r1', ['traceparent', `00-${TRACE}-${SPAN}-00`])[1]).toMatch(
    new RegExp(`^00-${TRACE}-.*-00$`),
  )
  on.observer.recorded(entry())
  on.observer.completed(result())
  await on.close()
  expect(receiver.received).toEqual([])
})

it('what is not understood is said', async () => {
  const { problems, tracing } = await telemetryOf(
    env('http://127.0.0.1:1', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }),
  )
  expect(problems).toEqual([{ kind: 'misread', subject: 'OTEL_EXPORTER_OTLP_PROTOCOL', reason: null }])
  expect(tracing).toBeUndefined()
})
