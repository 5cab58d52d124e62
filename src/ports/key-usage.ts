/**
 * When API keys were last used. Kept apart from the vault, so that using a key writes no vault and waits for no
 * disk: what is noted is stored within a second or so, and may be lost in a crash.
 */
export interface KeyUsage {
  /** Notes a use, by id of the key; `time` in milliseconds since the epoch. Never throws. */
  note(keyId: string, time: number): void
  /** The last use of each key, by id; keys never used are missing. Throws `VultrinoError('storage_error')`. */
  all(): ReadonlyMap<string, number>
  /** Stores what is pending. */
  close(): void
}
