import type { AuditEntry, AuditResult } from '../audit-event.ts'
import { OTHER, statusOf, SURFACES } from './labels.ts'
import type { TraceContext } from './trace-context.ts'

/** A span of a proxied request: the request itself, or the call of its target. */
export interface RequestSpan {
  readonly name: string
  readonly kind: 'server' | 'client'
  readonly context: TraceContext
  /** Of a request the caller's, if it sent one. */
  readonly parentSpanId: string | null
  /** Whether the parent is a span of another process. */
  readonly parentIsRemote: boolean
  /** Milliseconds since the epoch. */
  readonly start: number
  readonly end: number
  readonly failed: boolean
  readonly attributes: Readonly<Record<string, string | number>>
}

/** HTTP semantic conventions: other methods are `_OTHER`, since a caller can make them up. */
const METHODS: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
])

/**
 * The span of a request that ended (`result`), or was refused (`null`). It says nothing that the audit log does not,
 * and less: of the URL only scheme, host and port.
 */
export function requestSpan(
  entry: AuditEntry,
  result: AuditResult | null,
  context: TraceContext,
  parentSpanId: string | null,
): RequestSpan {
  const { surface, decision, credential, requestId, principal, policy, rule } = entry
  const status = result?.status ?? null
  const error = entry.error ?? result?.error ?? (status !== null && status >= 400 ? String(status) : null)
  const attributes: Record<string, string | number> = {
    'vultrino.surface': SURFACES.includes(surface) ? surface : OTHER,
    'vultrino.decision': decision,
    'vultrino.outcome': result?.outcome ?? 'refused',
    'vultrino.request_id': requestId,
    'vultrino.principal': principal,
    ...methodAttributes(entry.method),
    ...targetAttributes(entry.url),
  }
  const optional = {
    'http.response.status_code': status,
    'error.type': error,
    'vultrino.credential': credential,
    'vultrino.policy': policy,
    'vultrino.rule': rule,
  }
  for (const [name, value] of Object.entries(optional)) if (value !== null) attributes[name] = value
  if (result !== null) {
    attributes['http.response.body.size'] = result.bytes
    attributes['vultrino.redactions'] = result.redactions
  }
  return {
    name: 'http_request',
    kind: 'server',
    context,
    parentSpanId,
    parentIsRemote: true,
    start: result === null ? entry.time : Math.min(entry.time, result.time - result.durationMs),
    end: result?.time ?? entry.time,
    failed: error !== null,
    attributes,
  }
}

/**
 * The span of the call of the target, for a request that was allowed and has ended: from the intent, after which it is
 * called, to the end of its answer. `parent`: the span of the request, of the same trace.
 */
export function callSpan(
  entry: AuditEntry,
  result: AuditResult,
  parent: TraceContext,
  spanId: string,
): RequestSpan {
  const { status, error } = result
  // The one that we answered with is not the target's.
  const answered = status === statusOf(error) ? null : status
  const type = error ?? (answered !== null && answered >= 400 ? String(answered) : null)
  const method = methodAttributes(entry.method)
  const named = method['http.request.method'] ?? '_OTHER'
  return {
    name: named === '_OTHER' ? 'HTTP' : named,
    kind: 'client',
    context: { ...parent, spanId },
    parentSpanId: parent.spanId,
    parentIsRemote: false,
    start: Math.min(entry.time, result.time),
    end: result.time,
    failed: type !== null,
    attributes: {
      ...method,
      ...targetAttributes(entry.url),
      ...(answered === null ? {} : { 'http.response.status_code': answered }),
      ...(type === null ? {} : { 'error.type': type }),
    },
  }
}

const methodAttributes = (method: string | null): Record<string, string> =>
  method === null ? {} : { 'http.request.method': METHODS.has(method) ? method : '_OTHER' }

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 }

function targetAttributes(auditUrl: string | null): Record<string, string | number> {
  const url = auditUrl === null ? null : URL.parse(auditUrl)
  if (url === null) return {}
  const { protocol, hostname, port } = url
  return {
    'url.scheme': protocol.slice(0, -1),
    'server.address': hostname.replace(/^\[|\]$/g, ''),
    'server.port': port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port),
  }
}
