import type { Watermark } from '../../ports/watermark.ts'
import type { StateDatabase } from './state-database.node.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS vault_watermark (vault TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS vault_with_keys (vault TEXT PRIMARY KEY) STRICT, WITHOUT ROWID`
const HIGHEST = 'SELECT generation FROM vault_watermark WHERE vault = ?'
const RAISE = `INSERT INTO vault_watermark (vault, generation) VALUES (?, ?)
  ON CONFLICT (vault) DO UPDATE SET generation = excluded.generation WHERE excluded.generation > generation`
const WITH_KEYS = 'SELECT 1 FROM vault_with_keys WHERE vault = ?'
const NOTE_KEYS = 'INSERT INTO vault_with_keys VALUES (?) ON CONFLICT DO NOTHING'

/** The watermark in tables of its own in `state.db`, which it closes when it is closed. */
export class SqliteWatermark implements Watermark {
  readonly #state: StateDatabase

  constructor(state: StateDatabase) {
    this.#state = state
  }

  highest(vaultId: string): number {
    const row = this.#state.use('read', SCHEMA, () => this.#state.statement(HIGHEST).get(vaultId))
    return typeof row?.['generation'] === 'number' ? row['generation'] : 0
  }

  keysSeen(vaultId: string): boolean {
    return this.#state.use('read', SCHEMA, () => this.#state.statement(WITH_KEYS).get(vaultId)) !== undefined
  }

  raise(vaultId: string, generation: number, keys: boolean): void {
    this.#state.transaction(SCHEMA, () => {
      this.#state.statement(RAISE).run(vaultId, generation)
      if (keys) this.#state.statement(NOTE_KEYS).run(vaultId)
    })
  }

  close(): void {
    this.#state.close()
  }
}
