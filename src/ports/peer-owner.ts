/** The two ends of one accepted TCP connection, as the server's socket names them. */
export interface PeerConnection {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/**
 * Whose process holds the other end of a connection over loopback: `self` is the OS user this process runs as,
 * `other` is anyone else *or a connection whose owner cannot be found*, `unknown` means that this system offers
 * no way to tell.
 */
export type PeerVerdict = 'self' | 'other' | 'unknown'

/**
 * As which OS user the other end of a connection within this machine runs: `gone` for one that cannot be found (any more),
 * `unknown` where this system offers no way to tell.
 */
export type PeerUser = number | 'gone' | 'unknown'

export interface PeerUsers {
  /** Answers for a connection that is open now. Never throws. */
  userOf(connection: PeerConnection): Promise<PeerUser>
}

export interface PeerOwner {
  /** Answers for a connection that is open now. Never throws: what cannot be found out is `other`. */
  ownerOf(connection: PeerConnection): Promise<PeerVerdict>
}
