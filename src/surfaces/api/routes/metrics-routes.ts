import { headerValues } from '../../../domain/header-list.ts'
import { VultrinoError } from '../../../domain/errors.ts'
import type { ApiDeps, ApiRequest } from '../api.ts'
import type { Done, Known, Route } from '../route.ts'
import { text } from '../schemas/audit-schemas.ts'

export const METRICS_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/metrics',
    operationId: 'metrics',
    summary: 'The numbers of this server, as Prometheus text or OpenMetrics',
    tag: 'Monitoring',
    needs: 'Permission `read`.',
    status: 200,
    answer: text,
    media: [
      'text/plain; version=0.0.4; charset=utf-8',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ],
    errors: ['forbidden'],
    serve: metrics,
  },
]

async function metrics(
  { presented, ip, requestId, headers }: ApiRequest,
  _name: string,
  { gate, metrics: read }: ApiDeps,
  known: Known,
): Promise<Done> {
  const principal = await gate.identify(presented, ip)
  known.principal = principal
  known.quota = gate.admit(principal, 'management')
  if (read === undefined) throw new VultrinoError('no_such_endpoint')
  known.recorded = true
  const accept = headerValues(headers, 'accept').join(', ')
  const { contentType, body } = await read({ surface: 'api', ip, principal, requestId }, accept)
  return { type: contentType, stream: once(body) }
}

/** A text as a stream of one piece. */
async function* once(body: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(body))
}
