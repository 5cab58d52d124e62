import { parseAlias } from '../domain/alias.ts'
import { auditIdentity, type AuditEntry, type AuditSubject } from '../domain/audit-event.ts'
import type { Principal } from '../domain/principal.ts'
import { orNull, recordedRequest } from '../domain/recorded-request.ts'
import type { Inbound, Received } from './stages.ts'

/** What is known of a request when it is recorded. */
export interface Known {
  readonly inbound: Inbound
  readonly received: Received | undefined
  readonly principal: Principal | undefined
}

/** What became of it. */
export type Verdict = Pick<AuditEntry, 'time' | 'decision' | 'error' | 'policy' | 'rule'>

/** The record of a request. Written out, since spreading takes several times as long, and every request comes by. */
export function auditEntry({ inbound, received, principal }: Known, verdict: Verdict): AuditEntry {
  const { requestId, surface, ip, presented } = inbound
  const { credential, method, url } = received === undefined ? salvage(inbound) : parsed(received)
  const who = auditIdentity(principal ?? (presented.kind === 'owner' ? { kind: 'owner' } : undefined))
  const { time, decision, error, policy, rule } = verdict
  return {
    requestId,
    surface,
    principal: who.principal,
    key: who.key,
    keyName: who.keyName,
    role: who.role,
    ip,
    action: 'http_request',
    credential,
    method,
    url,
    time,
    decision,
    error,
    policy,
    rule,
  }
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
