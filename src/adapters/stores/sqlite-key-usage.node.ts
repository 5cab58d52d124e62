import type { KeyUsage } from '../../ports/key-usage.ts'
import type { StateDatabase } from './state-database.node.ts'

const SCHEMA = `CREATE TABLE IF NOT EXISTS key_usage (
  key_id TEXT PRIMARY KEY, used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID`
const NOTE = `INSERT INTO key_usage VALUES (?, ?)
  ON CONFLICT (key_id) DO UPDATE SET used_at = max(used_at, excluded.used_at)`
const FLUSH_MS = 500

/** When API keys were last used, in `state.db`, written at most twice a second. */
export class SqliteKeyUsage implements KeyUsage {
  readonly #state: StateDatabase
  readonly #pending = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(state: StateDatabase) {
    this.#state = state
  }

  note(keyId: string, time: number): void {
    this.#pending.set(keyId, time)
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref()
  }

  all(): ReadonlyMap<string, number> {
    this.#flush()
    return this.#state.use('read', SCHEMA, () => {
      const rows = this.#state.statement('SELECT key_id, used_at FROM key_usage').all()
      return new Map(rows.map((row) => [String(row['key_id']), Number(row['used_at'])]))
    })
  }

  close(): void {
    this.#flush()
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#pending.size === 0) return
    try {
      this.#state.transaction(SCHEMA, () => {
        for (const [keyId, time] of this.#pending) this.#state.statement(NOTE).run(keyId, time)
      })
      this.#pending.clear()
    } catch {
      // A date to look at, not worth refusing a request for; it is kept for the next time.
    }
  }
}
