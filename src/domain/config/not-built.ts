/**
 * What the documentation names and this version does not do yet. A setting that would not be enforced must
 * not be taken: its owner would think it was.
 */
const NOT_BUILT: readonly {
  readonly table: string
  readonly key: string
  applies(raw: unknown): boolean
  readonly sentence: string
}[] = [
  {
    table: 'storage',
    key: 'backend',
    applies: (raw) => raw === 'keychain' || raw === 'vault' || raw === 'postgres',
    sentence: 'this storage backend is not built yet: use backend = "file"',
  },
]

/** The sentence that refuses this setting, or `undefined`. */
export function notBuilt(table: string, key: string, raw: unknown): string | undefined {
  return NOT_BUILT.find((row) => row.table === table && row.key === key && row.applies(raw))?.sentence
}
