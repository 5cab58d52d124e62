/**
 * The highest generation of each vault seen on this machine, kept apart from the vault so that an older copy of
 * the whole file is noticed; and whether API keys were ever made in it, so that a copy from before the first one lets
 * nobody in without. It only ever rises. All throw `VultrinoError('storage_error')`.
 */
export interface Watermark {
  /** 0 for a vault never seen. */
  highest(vaultId: string): number
  /** Whether this vault was ever seen with API keys. */
  keysSeen(vaultId: string): boolean
  /** Does nothing where `generation` is not higher. `keys`: API keys were made in it; what was true stays true. */
  raise(vaultId: string, generation: number, keys: boolean): void
  close(): void
}
