import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import { callSpan, requestSpan, type RequestSpan } from '../../domain/telemetry/request-span.ts'
import { isSampled, type Sampler } from '../../domain/telemetry/sampler.ts'
import { callerTrace, withTrace, type TraceContext } from '../../domain/telemetry/trace-context.ts'
import type { Random } from '../../ports/random.ts'
import type { Tracing } from '../../ports/telemetry.ts'
import type { RequestEnds } from './request-observer.ts'

interface Begun {
  readonly context: TraceContext
  readonly parentSpanId: string | null
  /** Of the call of the target. */
  readonly callSpanId: string
}

const MOST_BEGUN = 65_536
const TRACE_ID_BYTES = 16
const SPAN_ID_BYTES = 8
const POOLED = 4096
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Gives each proxied request its place in a trace, and makes spans of it and of the call of its target when it has ended. */
export class RequestTraces implements RequestEnds, Tracing {
  readonly #sampler: Sampler
  readonly #random: Random
  readonly #onSpan: (span: RequestSpan) => void
  readonly #begun = new Map<string, Begun>()
  #pool = new Uint8Array(0)
  #next = 0

  constructor(sampler: Sampler, random: Random, onSpan: (span: RequestSpan) => void) {
    this.#sampler = sampler
    this.#random = random
    this.#onSpan = onSpan
  }

  enter(requestId: string, headers: HeaderList): HeaderList {
    const caller = callerTrace(headers)
    const begun = this.#begin(caller)
    this.#begun.set(requestId, begun)
    if (this.#begun.size > MOST_BEGUN) this.#forgetOldest()
    // The target continues from the call of it.
    const call = { ...begun.context, spanId: begun.callSpanId }
    return withTrace(headers, call, caller?.traceState ?? '')
  }

  ended(entry: AuditEntry, result: AuditResult | null): void {
    const { requestId } = entry
    const { context, parentSpanId, callSpanId } = this.#begun.get(requestId) ?? this.#begin(undefined)
    this.#begun.delete(requestId)
    if (!context.sampled) return
    if (result !== null) this.#onSpan(callSpan(entry, result, context, callSpanId))
    this.#onSpan(requestSpan(entry, result, context, parentSpanId))
  }

  forgot(requestId: string): void {
    this.#begun.delete(requestId)
  }

  /** Its record could not be written, or its result is late: its span begins a trace of its own. */
  #forgetOldest(): void {
    const oldest = this.#begun.keys().next().value
    if (oldest !== undefined) this.#begun.delete(oldest)
  }

  #begin(caller: TraceContext | undefined): Begun {
    const traceId = caller?.traceId ?? this.#id(TRACE_ID_BYTES)
    const sampled = isSampled(this.#sampler, traceId, caller?.sampled)
    const spanId = this.#id(SPAN_ID_BYTES)
    const callSpanId = this.#id(SPAN_ID_BYTES)
    return { context: { traceId, spanId, sampled }, parentSpanId: caller?.spanId ?? null, callSpanId }
  }

  #id(length: number): string {
    if (this.#next + length > this.#pool.length) {
      this.#pool = Uint8Array.from(this.#random.bytes(POOLED))
      this.#next = 0
    }
    let id = ''
    for (const end = this.#next + length; this.#next < end; this.#next++) {
      id += HEX[this.#pool[this.#next] ?? 0] ?? ''
    }
    // All zeros means that there is none.
    return /[^0]/.test(id) ? id : this.#id(length)
  }
}
