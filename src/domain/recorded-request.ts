import type { AuditSubject } from './audit-event.ts'
import { parseMethod } from './method.ts'
import { parseTarget } from './target.ts'

/** What a record says of the request itself. */
export type RecordedRequest = Pick<AuditSubject, 'method' | 'url'>

/** Method and absolute URL, as a caller gave them, in the form in which they may be recorded; `null` for what is none. */
export function recordedRequest({
  method,
  url,
}: Readonly<Record<'method' | 'url', string>>): RecordedRequest {
  return { method: orNull(() => parseMethod(method)), url: orNull(() => parseTarget(url).auditUrl) }
}

/** What `read` answers; `null` where it throws. */
export function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
