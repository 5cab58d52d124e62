import type { AuditEntry, AuditResult } from '../audit-event.ts'
import { OTHER, SURFACES } from './labels.ts'
import type { TraceContext } from './trace-context.ts'

/** One proxied request as a span. */
export interface RequestSpan {
  readonly context: TraceContext
  /** The caller's span, if it sent one. */
  readonly parentSpanId: string | null
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
    context,
    parentSpanId,
    start: result === null ? entry.time : Math.min(entry.time, result.time - result.durationMs),
    end: result?.time ?? entry.time,
    failed: error !== null,
    attributes,
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
