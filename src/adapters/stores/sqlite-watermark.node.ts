import type { Watermark } from '../../ports/watermark.ts'
import type { StateDatabase } from './state-database.node.ts'

const SCHEMA =
  'CREATE TABLE IF NOT EXISTS vault_watermark (vault TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID'
const HIGHEST = 'SELECT generation FROM vault_watermark WHERE vault = ?'
const RAISE = `INSERT INTO vault_watermark (vault, generation) VALUES (?, ?)
  ON CONFLICT (vault) DO UPDATE SET generation = excluded.generation WHERE excluded.generation > generation`

/** The watermark in a table of its own in `state.db`, which it closes when it is closed. */
export class SqliteWatermark implements Watermark {
  readonly #state: StateDatabase

  constructor(state: StateDatabase) {
    this.#state = state
  }

  highest(vaultId: string): number {
    const row = this.#state.use('read', SCHEMA, () => this.#state.statement(HIGHEST).get(vaultId))
    return typeof row?.['generation'] === 'number' ? row['generation'] : 0
  }

  raise(vaultId: string, generation: number): void {
    this.#state.use('write', SCHEMA, () => this.#state.statement(RAISE).run(vaultId, generation))
  }

  close(): void {
    this.#state.close()
  }
}
