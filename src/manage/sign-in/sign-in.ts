import type { Secret } from '../../domain/secret.ts'
import type { Session } from '../../ports/sessions.ts'

/** The peer is on this machine, and cannot be found. */
export const GONE = 'gone'

/** Where an attempt comes from. */
export interface SignInFrom {
  readonly requestId: string
  /** Of the real peer, or what a trusted proxy says of it. */
  readonly ip: string | null
  /** OS user of a peer on this machine: `uid:1000`, `GONE`, or `null` where there is none or no way to tell. */
  readonly peer: string | null
  readonly userAgent: string | null
}

/** Who may act as the owner at the web UI. Each act is recorded, the refused ones too. All throw `storage_error`, `audit_unavailable`. */
export interface SignIn {
  /**
   * Begins a session. Its token goes into a cookie, and is nowhere else. Throws `unauthorized`, the same and as late for a
   * wrong name and a wrong password; `rate_limited`.
   */
  open(
    username: string,
    password: Secret,
    from: SignInFrom,
  ): Promise<{ readonly token: Secret; readonly session: Session }>
  /**
   * The session of a token; `undefined`: none, or over, or begun by another OS user of this machine: browsers send a cookie to
   * every port of a host, so that whoever serves a page there may have it. Used: it lasts longer from now on.
   */
  resume(token: Secret, peer: string | null): Promise<Session | undefined>
  /** Whether it is still open. Does not count as use. */
  holds(session: Session): Promise<boolean>
  close(session: Session, from: SignInFrom): Promise<void>
  /** Ends all sessions, this one too. */
  closeAll(session: Session, from: SignInFrom): Promise<void>
  /** Newest use first. */
  list(): readonly Session[]
  /**
   * Changes the password of the account; all sessions end but a new one, which takes this one's place. Throws `unauthorized` (the
   * present password is wrong), `rate_limited`, `invalid_request` (the new one is too weak).
   */
  changePassword(
    session: Session,
    present: Secret,
    next: Secret,
    from: SignInFrom,
  ): Promise<{ readonly token: Secret; readonly session: Session }>
}
