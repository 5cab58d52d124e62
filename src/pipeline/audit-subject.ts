import type { AuditSubject } from '../domain/audit-event.ts'
import type { Principal } from '../domain/principal.ts'
import type { Inbound, Received } from './stages.ts'

/** What is known of a request when it is recorded; a request that could not be parsed is recorded without target. */
export function auditSubject(
  inbound: Inbound,
  received: Received | undefined,
  principal: Principal | undefined,
): AuditSubject {
  return {
    requestId: inbound.requestId,
    surface: inbound.surface,
    principal: principal?.kind ?? 'none',
    ip: inbound.ip,
    action: 'http_request',
    credential: received?.alias ?? null,
    method: received === undefined ? null : inbound.method,
    url: received?.target.auditUrl ?? null,
  }
}
