/**
 * The right to write the vault, held by one caller on the machine at a time. It ends with the process that holds
 * it, however that process ends.
 */
export interface WriteLock {
  /**
   * Runs `work` while holding the lock. Throws `VultrinoError('vault_busy')` if the lock cannot be had within
   * about ten seconds, `storage_error` if locking itself fails, and what `work` throws.
   */
  hold<T>(work: () => Promise<T>): Promise<T>
  /** Once the work under way is done. */
  close(): void
}
