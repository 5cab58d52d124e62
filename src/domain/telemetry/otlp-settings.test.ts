import { describe, expect, it } from 'vitest'
import { readOtlpSettings } from './otlp-settings.ts'

const HERE = 'http://127.0.0.1:4318'

describe('nothing is sent', () => {
  it.each([
    ['nothing is set', {}],
    ['an endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['it is disabled', { OTEL_EXPORTER_OTLP_ENDPOINT: HERE, OTEL_SDK_DISABLED: 'TRUE' }],
    [
      'no exporter is wanted',
      { OTEL_EXPORTER_OTLP_ENDPOINT: HERE, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    ],
    ['only a service is named', { OTEL_SERVICE_NAME: 'x' }],
  ])('where %s', (_, env) => {
    expect(readOtlpSettings(env)).toBeUndefined()
  })

  it.each([
    ['no URL', { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['another scheme', { OTEL_EXPORTER_OTLP_ENDPOINT: 'file:///x' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['a password in it', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://u:p@h/' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    [
      'a protocol that is not spoken',
      { OTEL_EXPORTER_OTLP_ENDPOINT: HERE, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_PROTOCOL',
    ],
    [
      'fields that are none',
      { OTEL_EXPORTER_OTLP_ENDPOINT: HERE, OTEL_EXPORTER_OTLP_HEADERS: 'a b=c' },
      'OTEL_EXPORTER_OTLP_HEADERS',
    ],
    [
      'a line break in a field',
      { OTEL_EXPORTER_OTLP_ENDPOINT: HERE, OTEL_EXPORTER_OTLP_HEADERS: 'a=b%0D%0Ac' },
      'OTEL_EXPORTER_OTLP_HEADERS',
    ],
  ])('and the variable is named: %s', (_, env, name) => {
    expect(readOtlpSettings(env)).toMatchObject({ traces: null, metrics: null, misread: [name] })
  })
})

describe('the endpoint', () => {
  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: HERE }, `${HERE}/v1/traces`, `${HERE}/v1/metrics`],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: `${HERE}/base/` }, `${HERE}/base/v1/traces`, `${HERE}/base/v1/metrics`],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: `${HERE}/b` }, `${HERE}/b/v1/traces`, `${HERE}/b/v1/metrics`],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${HERE}/own` }, `${HERE}/own`, undefined],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: HERE, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${HERE}/m` },
      `${HERE}/v1/traces`,
      `${HERE}/m`,
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: HERE, OTEL_METRICS_EXPORTER: 'none' }, `${HERE}/v1/traces`, undefined],
  ])('%j', (env, traces, metrics) => {
    const settings = readOtlpSettings(env)
    expect(settings?.traces?.url).toBe(traces)
    expect(settings?.metrics?.url).toBe(metrics)
    expect(settings?.misread).toEqual([])
  })
})

it('the rest is read as the specification has it', () => {
  const settings = readOtlpSettings({
    OTEL_EXPORTER_OTLP_ENDPOINT: HERE,
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20t0ken%3D, x-a = 1',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-b=2',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '500',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test,service.name=lost',
    OTEL_SERVICE_NAME: 'my proxy',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.5',
    OTEL_METRIC_EXPORT_INTERVAL: 'soon',
  })
  const fields = (target: 'traces' | 'metrics'): unknown =>
    settings?.[target]?.headers.map(({ name, value }) => [name, value.reveal()])
  expect(fields('traces')).toEqual([
    ['Authorization', 'Bearer t0ken='],
    ['x-a', '1'],
  ])
  expect(fields('metrics')).toEqual([['x-b', '2']])
  expect(settings).toMatchObject({
    traces: { protocol: 'http/json', timeoutMs: 500, gzip: true },
    metrics: { timeoutMs: 10_000 },
    resource: { 'deployment.environment': 'test', 'service.name': 'my proxy' },
    sampler: { parentBased: false, ratio: 0.5 },
    metricIntervalMs: 60_000,
    misread: ['OTEL_METRIC_EXPORT_INTERVAL'],
  })
  expect(JSON.stringify(settings)).not.toContain('t0ken')
})

it('is http/protobuf unless something else is said', () => {
  expect(readOtlpSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: HERE })?.traces?.protocol).toBe('http/protobuf')
})
