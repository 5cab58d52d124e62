import { auditIdentity, type AuditEntry } from '../domain/audit-event.ts'
import { asVultrinoError, type ErrorCode } from '../domain/errors.ts'
import { ACTS, type Action } from './acts.ts'
import { allowAct } from './allow-act.ts'
import type { Recording } from './management.ts'

/**
 * Does an act, if the caller may, between its two records: that it will be done, before anything is touched, and how
 * it ended. `subject`: alias of the credential, or name of the role or key, that it is about. A refusal is recorded
 * too. Throws `forbidden`, `audit_unavailable`, with nothing done, and what the act throws.
 */
export async function recorded<T>(
  { audit, clock, random, caller }: Recording,
  action: Action,
  subject: string | null,
  act: () => Promise<T>,
): Promise<T> {
  const { principal, surface, ip } = caller
  const requestId = caller.requestId ?? random.uuid()
  const started = clock.now()
  const entry: AuditEntry = {
    surface,
    ip,
    ...auditIdentity(principal),
    requestId,
    action,
    credential: subject,
    method: null,
    url: null,
    time: started,
    decision: 'allow',
    error: null,
    policy: null,
    rule: null,
  }
  try {
    allowAct(principal, action, action.startsWith('credential.') ? subject : null)
  } catch (thrown) {
    await audit.record({ ...entry, decision: 'deny', error: asVultrinoError(thrown).code })
    throw thrown
  }
  if (principal.kind === 'owner' && 'looks' in ACTS[action]) return act()
  await audit.record(entry)
  const end = (error: ErrorCode | null): void => {
    const time = clock.now()
    audit.complete({
      requestId,
      time,
      durationMs: time - started,
      outcome: error === null ? 'complete' : 'failed',
      status: null,
      bytes: 0,
      redactions: 0,
      error,
    })
  }
  try {
    const done = await act()
    end(null)
    return done
  } catch (thrown) {
    end(asVultrinoError(thrown).code)
    throw thrown
  }
}
