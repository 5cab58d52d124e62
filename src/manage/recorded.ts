import { isAlias, parseAlias } from '../domain/alias.ts'
import { auditIdentity, type AuditEntry } from '../domain/audit-event.ts'
import { asVultrinoError, type ErrorCode } from '../domain/errors.ts'
import { ACTS, isOfCredential, type Action } from './acts.ts'
import { allowAct } from './allow-act.ts'
import type { Recording } from './management.ts'

const NO_REQUEST = { method: null, url: null } as const

/**
 * Does an act, if the caller may, between its two records: that it will be done, before anything is touched, and how
 * it ended. `subject`: alias of the credential as the caller wrote it, or name of the role or key, that it is about.
 * `judge` checks what is asked, with nothing changed yet; what it or the caller's rights refuse is recorded as a
 * refusal. Throws `forbidden`, `invalid_request` for what is no alias, `audit_unavailable`, with nothing done, and
 * what `judge` and `act` throw.
 */
export async function judgedAndRecorded<P, T>(
  { audit, clock, random, caller, request = NO_REQUEST }: Recording,
  action: Action,
  subject: string | null,
  judge: () => P | Promise<P>,
  act: (judged: P) => Promise<T>,
): Promise<T> {
  const { principal, surface, ip } = caller
  const requestId = caller.requestId ?? random.uuid()
  const started = clock.now()
  const alias = isOfCredential(action) ? subject : null
  // What is no alias may be anything, a secret in the wrong place too.
  const shown = alias === null || isAlias(alias) ? subject : null
  const entry: AuditEntry = {
    surface,
    ip,
    ...auditIdentity(principal),
    requestId,
    action,
    credential: shown,
    ...request,
    time: started,
    decision: 'allow',
    error: null,
    policy: null,
    rule: null,
  }
  let judged: P
  try {
    allowAct(principal, action, alias === null ? null : shown)
    if (alias !== null) parseAlias(alias)
    judged = await judge()
  } catch (thrown) {
    await audit.record({ ...entry, decision: 'deny', error: asVultrinoError(thrown).code })
    throw thrown
  }
  const seen = ACTS[action]
  if ('quiet' in seen || (principal.kind === 'owner' && 'looks' in seen)) return act(judged)
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
    const done = await act(judged)
    end(null)
    return done
  } catch (thrown) {
    end(asVultrinoError(thrown).code)
    throw thrown
  }
}

/** The same for an act of which there is nothing to judge but the caller's rights. */
export function recorded<T>(
  recording: Recording,
  action: Action,
  subject: string | null,
  act: () => Promise<T>,
): Promise<T> {
  return judgedAndRecorded(recording, action, subject, () => undefined, act)
}
