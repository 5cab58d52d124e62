/**
 * The highest generation of each vault seen on this machine, kept apart from the vault so that an older copy of
 * the whole file is noticed. It only ever rises. Both throw `VultrinoError('storage_error')`.
 */
export interface Watermark {
  /** 0 for a vault never seen. */
  highest(vaultId: string): number
  /** Does nothing where `generation` is not higher. */
  raise(vaultId: string, generation: number): void
  close(): void
}
