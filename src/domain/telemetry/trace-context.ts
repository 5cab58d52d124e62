import { headerValues, type HeaderList } from '../header-list.ts'
import { parseTraceState } from './trace-state.ts'

/** Where a request belongs in a trace (W3C Trace Context). */
export interface TraceContext {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string
  /** 16 lower-case hex digits, not all zero: the caller's span, or the one that we make. */
  readonly spanId: string
  readonly sampled: boolean
}

/** What a caller brought. */
export interface CallerTrace extends TraceContext {
  /** List of what tracing systems keep of their own, as it is passed on; empty for none. */
  readonly traceState: string
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/
const LENGTH_00 = 55
const ZEROS = /^0+$/
const SAMPLED = 1

/**
 * Reads a `traceparent` (W3C Trace Context §3.2): version 00 in its exact form, a later version's first four parts.
 * `undefined` for anything else.
 */
export function parseTraceparent(text: string): TraceContext | undefined {
  const [, version, traceId, spanId, flags] = TRACEPARENT.exec(text) ?? []
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined)
    return undefined
  if (version === 'ff' || (version === '00' && text.length !== LENGTH_00)) return undefined
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED }
}

export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`

/** The trace that a caller's fields name; `undefined` where they name none, or not properly. */
export function callerTrace(headers: HeaderList): CallerTrace | undefined {
  const [traceparent, another] = headerValues(headers, 'traceparent')
  if (traceparent === undefined || another !== undefined) return undefined
  const context = parseTraceparent(traceparent)
  if (context === undefined) return undefined
  return { ...context, traceState: parseTraceState(headerValues(headers, 'tracestate')) ?? '' }
}

/** The fields of W3C Trace Context, in lower case: what is not sent on unless it is configured. */
export const TRACE_FIELDS: readonly string[] = ['traceparent', 'tracestate']

/** The fields of a request with those of the caller's trace replaced by ours, for a target that is to continue it. */
export function withTrace(headers: HeaderList, context: TraceContext, traceState: string): HeaderList {
  const kept: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (!TRACE_FIELDS.includes(name.toLowerCase())) kept.push(name, headers[i + 1] ?? '')
  }
  kept.push('traceparent', formatTraceparent(context))
  if (traceState !== '') kept.push('tracestate', traceState)
  return kept
}
