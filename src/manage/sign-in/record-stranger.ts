import { NOBODY } from '../../domain/audit-event.ts'
import { asVultrinoError } from '../../domain/errors.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SignInFrom } from './sign-in.ts'

/** Records that somebody was not let in, and why; throws that again, or `audit_unavailable`. Nothing that was typed is recorded. */
export async function recordStranger(
  { audit, clock }: { readonly audit: AuditLog; readonly clock: Clock },
  { requestId, ip }: SignInFrom,
  thrown: unknown,
): Promise<never> {
  await audit.record({
    ...NOBODY,
    requestId,
    surface: 'web',
    ip,
    action: 'session.open',
    credential: null,
    method: null,
    url: null,
    time: clock.now(),
    decision: 'deny',
    error: asVultrinoError(thrown).code,
    policy: null,
    rule: null,
  })
  throw thrown
}
