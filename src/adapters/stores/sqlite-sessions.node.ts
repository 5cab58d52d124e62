import type { Session, Sessions } from '../../ports/sessions.ts'
import type { StateDatabase } from './state-database.node.ts'

const SCHEMA = `CREATE TABLE IF NOT EXISTS browser_sessions (
  id TEXT PRIMARY KEY, seal TEXT NOT NULL, created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, ip TEXT, peer TEXT,
  user_agent TEXT
) STRICT, WITHOUT ROWID`
/** One person's browsers; where there are more, those not used for longest end. */
const MOST = 100
const COLUMNS = 'id, seal, created_at, seen_at, ip, peer, user_agent'
const ADD = `INSERT INTO browser_sessions (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`
const TRIM = `DELETE FROM browser_sessions WHERE id NOT IN
  (SELECT id FROM browser_sessions ORDER BY seen_at DESC, created_at DESC LIMIT ${MOST})`
const FIND = `SELECT ${COLUMNS} FROM browser_sessions WHERE id = ?`
const LIST = `SELECT ${COLUMNS} FROM browser_sessions ORDER BY seen_at DESC, created_at DESC`
const TOUCH = 'UPDATE browser_sessions SET seen_at = max(seen_at, ?) WHERE id = ?'
const REMOVE = 'DELETE FROM browser_sessions WHERE id = ?'
const REMOVE_ALL = 'DELETE FROM browser_sessions WHERE id <> ?'
const EXPIRE = 'DELETE FROM browser_sessions WHERE seen_at < ?'

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function readSession(row: Readonly<Record<string, unknown>>): Session {
  return {
    id: String(row['id']),
    seal: String(row['seal']),
    createdAt: Number(row['created_at']),
    seenAt: Number(row['seen_at']),
    ip: textOrNull(row['ip']),
    peer: textOrNull(row['peer']),
    userAgent: textOrNull(row['user_agent']),
  }
}

/** Sessions in a table of `state.db`. */
export class SqliteSessions implements Sessions {
  readonly #state: StateDatabase

  constructor(state: StateDatabase) {
    this.#state = state
  }

  add({ id, seal, createdAt, seenAt, ip, peer, userAgent }: Session): void {
    this.#state.transaction(SCHEMA, () => {
      this.#state.statement(ADD).run(id, seal, createdAt, seenAt, ip, peer, userAgent)
      this.#state.statement(TRIM).run()
    })
  }

  find(id: string): Session | undefined {
    const row = this.#state.use('read', SCHEMA, () => this.#state.statement(FIND).get(id))
    return row === undefined ? undefined : readSession(row)
  }

  touch(id: string, seenAt: number): void {
    this.#write(TOUCH, seenAt, id)
  }

  remove(id: string): void {
    this.#write(REMOVE, id)
  }

  removeAll(but = ''): void {
    this.#write(REMOVE_ALL, but)
  }

  list(): readonly Session[] {
    return this.#state.use('read', SCHEMA, () => this.#state.statement(LIST).all().map(readSession))
  }

  expire(seenBefore: number): void {
    this.#write(EXPIRE, seenBefore)
  }

  #write(sql: string, ...values: readonly (string | number)[]): void {
    this.#state.use('write', SCHEMA, () => this.#state.statement(sql).run(...values))
  }
}
