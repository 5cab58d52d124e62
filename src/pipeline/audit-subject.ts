import { parseAlias } from '../domain/alias.ts'
import { auditIdentity, type AuditSubject } from '../domain/audit-event.ts'
import type { Principal } from '../domain/principal.ts'
import { orNull, recordedRequest } from '../domain/recorded-request.ts'
import type { Inbound, Received } from './stages.ts'

/** What is known of a request when it is recorded. */
export function auditSubject(
  inbound: Inbound,
  received: Received | undefined,
  principal: Principal | undefined,
): AuditSubject {
  const { requestId, surface, ip, presented } = inbound
  const asked = received === undefined ? salvage(inbound) : parsed(received)
  const who = principal ?? (presented.kind === 'owner' ? { kind: 'owner' } : undefined)
  return { requestId, surface, ...auditIdentity(who), ip, action: 'http_request', ...asked }
}

type Asked = Pick<AuditSubject, 'credential' | 'method' | 'url'>

const parsed = ({ inbound, alias, target }: Received): Asked => ({
  credential: alias,
  method: inbound.method,
  url: target.auditUrl,
})

/** The parts of a request that could be read, where the whole could not. */
function salvage(inbound: Inbound): Asked {
  const { alias } = inbound
  return {
    credential: alias === undefined ? null : orNull(() => parseAlias(alias)),
    ...recordedRequest(inbound),
  }
}
