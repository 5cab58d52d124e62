import { FileAuditLog } from '../../src/adapters/audit/file-audit-log.node.ts'

/** Usage: support-audit-writer.node.ts FILE COUNT NAME. Records COUNT entries; prints how many it could and could not. */
const [path = '', count = '0', name = ''] = process.argv.slice(2)
const log = new FileAuditLog(path)
let recorded = 0
for (let i = 0; i < Number(count); i++) {
  try {
    await log.record({
      time: 0,
      requestId: `${name}${String(i)}`,
      surface: 'http',
      principal: 'local',
      key: null,
      keyName: null,
      role: null,
      ip: '127.0.0.1',
      action: 'http_request',
      credential: 'a',
      method: 'GET',
      url: 'https://api.example.com/',
      decision: 'allow',
      error: null,
      policy: null,
      rule: null,
    })
    recorded++
  } catch {
    // Counted below.
  }
}
await log.close()
process.stdout.write(`${String(recorded)} ${String(Number(count) - recorded)}`)
