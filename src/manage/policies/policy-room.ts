import type { HeaderList } from '../../domain/header-list.ts'
import type { Warning } from '../../domain/policy/lint.ts'
import type { PolicySet } from '../../domain/policy/policy-set.ts'
import type { Answer } from './answer-question.ts'

/** A request that is judged and never sent. */
export interface Tried {
  readonly credential: string
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: HeaderList
  readonly body: Uint8Array | null
  /** Name or id of the API key, or of the role, as whom it would be made; neither: as the caller. */
  readonly key?: string
  readonly role?: string
}

/** What would become of a request: each question on the way, and the first that says no. */
export interface Verdict {
  readonly allowed: boolean
  /** Error code of the refusal; `null` where it would be sent. */
  readonly error: string | null
  /** In words, for people: why it would be, or what would have to change. */
  readonly why: string
  /** What the policies say; `null` where an earlier question refused already. */
  readonly answer: Answer | null
}

/** Policies as a caller may see them in a running process. Throws `unauthorized`, `forbidden`, `audit_unavailable`. */
export interface PolicyRoom {
  /** Those in force. For administrators. */
  read(): Promise<{ readonly set: PolicySet; readonly stale: boolean }>
  /** For administrators. */
  lint(): Promise<readonly Warning[]>
  /**
   * Asks all that the request path would ask (permission, scope, credential, binding, policies, what is left of limits), changes
   * and counts nothing. As oneself with `execute` on the alias; as others for administrators. Throws also `invalid_request`, `not_found`
   * (key, role).
   */
  check(tried: Tried): Promise<Verdict>
}
