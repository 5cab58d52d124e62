import { Secret } from '../secret.ts'
import { DEFAULT_SAMPLER, parseSampler, type Sampler } from './sampler.ts'

export type OtlpProtocol = 'http/json' | 'http/protobuf'

/** Where and how one kind of telemetry is sent. */
export interface OtlpTarget {
  readonly url: string
  readonly protocol: OtlpProtocol
  /** Their values usually are secrets. */
  readonly headers: readonly { readonly name: string; readonly value: Secret }[]
  readonly gzip: boolean
  readonly timeoutMs: number
}

export interface OtlpSettings {
  readonly traces: OtlpTarget | null
  readonly metrics: OtlpTarget | null
  readonly sampler: Sampler
  /** What the telemetry is of, as `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` say. */
  readonly resource: Readonly<Record<string, string>>
  readonly metricIntervalMs: number
  readonly traceDelayMs: number
  /** Variables whose value was not understood: by name only, for values may be secrets. */
  readonly misread: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>
type Kind = 'TRACES' | 'METRICS'

const PROTOCOLS: Readonly<Record<string, OtlpProtocol>> = {
  'http/json': 'http/json',
  'http/protobuf': 'http/protobuf',
}
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const FIELD_VALUE = /^[\x20-\x7e\x80-\xff]*$/
const LONGEST_WAIT_MS = 60_000

/**
 * Reads the variables of the OpenTelemetry specification. `undefined` where nothing is to be sent: no endpoint is
 * named, or `OTEL_SDK_DISABLED` is true. A variable that is not understood is as good as unset, and listed; where it
 * says where or how to send, that kind of telemetry is not sent.
 */
export function readOtlpSettings(env: Environment): OtlpSettings | undefined {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined
  const reading = new Reading(env)
  const traces = reading.target('TRACES', 'v1/traces')
  const metrics = reading.target('METRICS', 'v1/metrics')
  if (traces === null && metrics === null && reading.misread.size === 0) return undefined
  return {
    traces,
    metrics,
    sampler: reading.sampler(),
    resource: reading.resource(),
    metricIntervalMs: reading.whole(['OTEL_METRIC_EXPORT_INTERVAL'], 100, 86_400_000, 60_000),
    traceDelayMs: reading.whole(['OTEL_BSP_SCHEDULE_DELAY'], 1, 3_600_000, 5000),
    misread: [...reading.misread],
  }
}

class Reading {
  readonly misread = new Set<string>()
  readonly #env: Environment

  constructor(env: Environment) {
    this.#env = env
  }

  target(kind: Kind, path: string): OtlpTarget | null {
    // As everywhere in that specification, an empty variable is an unset one.
    if (this.#text(`OTEL_${kind}_EXPORTER`)?.value === 'none') return null
    const own = this.#text(`OTEL_EXPORTER_OTLP_${kind}_ENDPOINT`)
    const general = this.#text('OTEL_EXPORTER_OTLP_ENDPOINT')
    const given = own ?? general
    if (given === undefined) return null
    const url = endpoint(given.value, own === undefined ? path : null)
    const protocol = this.#either(kind, 'PROTOCOL')
    const known = PROTOCOLS[protocol?.value ?? 'http/protobuf']
    if (url === undefined) this.misread.add(given.name)
    if (known === undefined && protocol !== undefined) this.misread.add(protocol.name)
    const headers = this.#headers(kind)
    if (url === undefined || known === undefined || headers === undefined) return null
    return {
      url,
      protocol: known,
      headers,
      gzip: this.#either(kind, 'COMPRESSION')?.value === 'gzip',
      timeoutMs: this.whole(
        [`OTEL_EXPORTER_OTLP_${kind}_TIMEOUT`, 'OTEL_EXPORTER_OTLP_TIMEOUT'],
        1,
        LONGEST_WAIT_MS,
        10_000,
      ),
    }
  }

  sampler(): Sampler {
    const name = this.#text('OTEL_TRACES_SAMPLER')
    if (name === undefined) return DEFAULT_SAMPLER
    const sampler = parseSampler(name.value, this.#text('OTEL_TRACES_SAMPLER_ARG')?.value)
    if (sampler === undefined) this.misread.add(name.name)
    return sampler ?? DEFAULT_SAMPLER
  }

  resource(): Readonly<Record<string, string>> {
    const listed = this.#pairs('OTEL_RESOURCE_ATTRIBUTES') ?? []
    const named = this.#text('OTEL_SERVICE_NAME')
    return {
      'service.name': 'vultrino',
      ...Object.fromEntries(listed),
      ...(named === undefined ? {} : { 'service.name': named.value }),
    }
  }

  /** The first of the variables that is set, as a whole number within bounds. */
  whole(names: readonly string[], min: number, max: number, initial: number): number {
    for (const name of names) {
      const given = this.#text(name)
      if (given === undefined) continue
      const value = Number(given.value)
      if (Number.isInteger(value) && value >= min && value <= max) return value
      this.misread.add(name)
    }
    return initial
  }

  #headers(kind: Kind): OtlpTarget['headers'] | undefined {
    const given = this.#either(kind, 'HEADERS')
    const pairs = given === undefined ? [] : this.#pairs(given.name)
    if (pairs?.every(([name, value]) => FIELD_NAME.test(name) && FIELD_VALUE.test(value)) === true) {
      return pairs.map(([name, value]) => ({ name, value: new Secret(value) }))
    }
    if (given !== undefined) this.misread.add(given.name)
    return undefined
  }

  /** A list `a=1,b=2`, its values percent-encoded (W3C Baggage). */
  #pairs(name: string): (readonly [string, string])[] | undefined {
    const given = this.#text(name)
    if (given === undefined) return []
    try {
      const parts = given.value.split(',').filter((part) => part.trim() !== '')
      return parts.map((part) => {
        const split = part.indexOf('=')
        if (split < 1) throw new TypeError('a pair has a name')
        return [part.slice(0, split).trim(), decodeURIComponent(part.slice(split + 1).trim())] as const
      })
    } catch {
      this.misread.add(name)
      return undefined
    }
  }

  #either(kind: Kind, name: string): { readonly name: string; readonly value: string } | undefined {
    return this.#text(`OTEL_EXPORTER_OTLP_${kind}_${name}`) ?? this.#text(`OTEL_EXPORTER_OTLP_${name}`)
  }

  #text(name: string): { readonly name: string; readonly value: string } | undefined {
    const value = this.#env[name]?.trim()
    return value === undefined || value === '' ? undefined : { name, value }
  }
}

/** `path`: added to a general endpoint; one for this kind of telemetry is taken as it is. */
function endpoint(text: string, path: string | null): string | undefined {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return undefined
  if (path === null) return url.href
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  url.pathname += path
  return url.href
}
