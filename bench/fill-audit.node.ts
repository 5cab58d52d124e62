/** Puts records of so many requests into the audit log of an installation. In: its environment, and the number. */
import { join } from 'node:path'
import { SqliteAuditLog } from '../src/adapters/audit-store/sqlite-audit-log.node.ts'
import type { AuditEntry } from '../src/domain/audit-event.ts'

const log = new SqliteAuditLog({ path: join(process.env['VULTRINO_DATA_DIR'] ?? '', 'state.db') })
const requests = Number(process.argv[2] ?? '0')
/** As many as a busy server writes together. */
const GROUP = 20
const entry = (i: number): AuditEntry => ({
  requestId: `bench-${i}`,
  surface: 'http',
  principal: 'local',
  key: null,
  keyName: null,
  role: null,
  ip: '127.0.0.1',
  action: 'http_request',
  credential: `credential-${i % 100}`,
  method: 'GET',
  url: `https://api-${i % 50}.example.com/things/${i}`,
  time: Date.now(),
  decision: 'allow',
  error: null,
  policy: null,
  rule: null,
})
for (let done = 0; done < requests; done += GROUP) {
  await Promise.all(Array.from({ length: GROUP }, (_, i) => log.record(entry(done + i))))
  for (let i = 0; i < GROUP; i++) {
    const nothing = { status: 200, bytes: 1024, durationMs: 3, redactions: 0, error: null }
    log.complete({ requestId: `bench-${done + i}`, time: Date.now(), outcome: 'complete', ...nothing })
  }
}
await log.close()
