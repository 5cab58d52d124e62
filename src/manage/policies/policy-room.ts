import type { Surface } from '../../domain/audit-event.ts'
import type { ErrorCode } from '../../domain/errors.ts'
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
  readonly key?: string | undefined
  readonly role?: string | undefined
  /**
   * By which door. Left out: the caller's own; for others `http`; for the owner, who sends nothing from a browser, `cli`.
   */
  readonly surface?: Surface | undefined
}

/** What would become of a request: each question on the way, and the first that says no. */
export interface Verdict {
  readonly allowed: boolean
  /** Error code of the refusal; `null` where it would be sent. */
  readonly error: ErrorCode | null
  /** In words, for people and models: why it would be sent, or what is in the way and what would have to change. */
  readonly why: string
  /**
   * What the policies say; `null` where an earlier question refused already. `traces` are for administrators: they show
   * the policies themselves, so others get none.
   */
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
   * and counts nothing; no name is looked up. As oneself for anybody: who may not use an alias gets the verdict `forbidden`,
   * whether or not there is such a credential. As others for administrators. Throws also `invalid_request` (alias, URL,
   * method or header that no request can have), `invalid_arguments`, `not_found`, `conflict` (key, role).
   */
  check(tried: Tried): Promise<Verdict>
}
