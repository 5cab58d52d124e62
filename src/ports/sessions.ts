/** A person signed in at the web UI, in one browser. */
export interface Session {
  /** Hash of its token, hex: names the session, opens nothing. */
  readonly id: string
  /** That it was begun with the account as it is: another password or name ends it, and one that was put in is none. */
  readonly seal: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly seenAt: number
  readonly ip: string | null
  /** OS user of the browser, where it is on this machine and that can be told: `uid:1000`. */
  readonly peer: string | null
  /** What the browser called itself, cut to 200 characters; untrusted. */
  readonly userAgent: string | null
}

/** Sessions of the web UI, shared by all processes of this machine. All throw `VultrinoError('storage_error')`. */
export interface Sessions {
  add(session: Session): void
  find(id: string): Session | undefined
  /** Notes that it was used. Nothing happens where it is gone. */
  touch(id: string, seenAt: number): void
  remove(id: string): void
  /** Ends all, but this one if one is named. */
  removeAll(but?: string): void
  /** Newest use first. */
  list(): readonly Session[]
  /** Forgets those not seen since then, milliseconds since the epoch. */
  expire(seenBefore: number): void
}
