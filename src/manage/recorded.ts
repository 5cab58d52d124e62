import { asVultrinoError, type ErrorCode } from '../domain/errors.ts'
import type { Recording } from './management.ts'

/** Every act of the control plane, as the audit log names it. */
export type Action =
  | `vault.${'init' | 'change_password'}`
  | 'admin.set'
  | `credential.${'add' | 'update' | 'delete' | 'reveal' | 'bind' | 'unbind'}`

/**
 * Does an act between its two records: that it will be done, before anything is touched, and how it ended.
 * Throws `audit_unavailable`, with nothing done, and what the act throws.
 */
export async function recorded<T>(
  { audit, clock, random, caller }: Recording,
  action: Action,
  alias: string | null,
  act: () => Promise<T>,
): Promise<T> {
  const requestId = random.uuid()
  const started = clock.now()
  await audit.record({
    ...caller,
    requestId,
    action,
    credential: alias,
    method: null,
    url: null,
    time: started,
    decision: 'allow',
    error: null,
  })
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
