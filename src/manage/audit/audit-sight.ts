import type { AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { auditIdentity } from '../../domain/audit-event.ts'
import { covers, isAdministrator, type Principal } from '../../domain/principal.ts'
import { isOfCredential } from '../acts.ts'
import type { AuditFilter } from './audit-filter.ts'

/** About a credential: requests with one, and acts on one. */
const isOfOne = ({ action }: AuditRecord): boolean => action === 'http_request' || isOfCredential(action)

/**
 * What a caller may see of the log. Whoever may do everything sees all of it (`undefined`). Anybody else sees
 * requests and acts on credentials within their scopes, without who else did them and from where; and of what they did
 * themselves, whatever names nothing else. Without scopes that is every request and every act on a credential, those
 * that named none too.
 */
export function auditSight(principal: Principal): AuditFilter['see'] {
  if (isAdministrator(principal)) return undefined
  const { principal: kind, key, keyName } = auditIdentity(principal)
  const unscoped = principal.kind !== 'key' || principal.scopes.length === 0
  return (record) => {
    const own = record.principal === kind && record.key === key && record.keyName === keyName
    const { credential } = record
    const visible = credential === null ? own || (unscoped && isOfOne(record)) : mayKnow(record, credential)
    if (!visible) return undefined
    return own ? record : { ...record, key: null, keyName: null, role: null, ip: null }
  }

  function mayKnow(record: AuditRecord, alias: string): boolean {
    return isOfOne(record) && covers(principal, alias)
  }
}
