/**
 * `vultrino serve` with an audit log that writes nothing: what the real one costs is measured against it. All else is the
 * product itself. In: the environment of an installation, and a port. Never part of the product.
 */
import { SqliteAuditLog } from '../src/adapters/audit-store/sqlite-audit-log.node.ts'

Object.assign(SqliteAuditLog.prototype, {
  // Later in the turn, as the real one.
  record: () => new Promise((resolve) => setImmediate(resolve)),
  complete: () => undefined,
} satisfies Pick<SqliteAuditLog, 'record' | 'complete'>)

process.argv.splice(2, Infinity, 'serve', '--bind', `127.0.0.1:${process.argv[2] ?? '0'}`)
const { main } = await import('../src/entry/main.node.ts')
await main('bench')
