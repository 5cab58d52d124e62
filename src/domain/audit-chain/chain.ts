/** SHA-256 of a text's UTF-8 bytes, as lower-case hex. */
export type Digest = (text: string) => string

/** One event of the log. Rows are added and, from the front, removed; never changed. */
export interface AuditRow {
  /** 1 for the first; without gaps. */
  readonly sequence: number
  /** The event's bytes, exactly as they were hashed (`event-text.ts`). */
  readonly event: string
  /** Whole where it is the last of those written together; of the others as much as is kept (`group.ts`). */
  readonly hash: string
}

/** The newest row, or what stands before the first: what the next row is chained to. The hash is a whole one. */
export type ChainHead = Pick<AuditRow, 'sequence' | 'hash'>

/** What stands before the first row of a log. The log's id, a UUID, keeps rows of one log out of another. */
export function chainStart(digest: Digest, log: string): ChainHead {
  return { sequence: 0, hash: digest(`vultrino audit log 2\n${log}\n`) }
}

/**
 * Hash of a row: over the hash before it (always 64 characters), its sequence (digits, then a line feed) and the
 * bytes of its event. No two rows give the same input, and no row can be moved, dropped or put in.
 */
export const rowHash = (digest: Digest, before: string, sequence: number, event: string): string =>
  digest(`${before}${sequence}\n${event}`)
