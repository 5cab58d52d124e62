import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readEvent } from '../../src/domain/audit-chain/event-text.ts'

/** An event of the audit log, as it stands there: an `intent` (or a refusal), or the `result` of one. */
export type AuditEvent = Readonly<Record<string, unknown>>

/** All events of the audit log in `state.db` of a data folder, in order. */
export function auditEvents(dataDir: string): AuditEvent[] {
  const database = new DatabaseSync(join(dataDir, 'state.db'), { readOnly: true })
  try {
    const rows = database.prepare('SELECT sequence, event FROM audit_row ORDER BY sequence').all()
    const ids = new Map<unknown, string>()
    return rows.map(({ sequence, event: text }) => {
      const event = readEvent(String(text), true)
      if (event?.type === 'entry') {
        ids.set(sequence, event.entry.requestId)
        return { type: 'intent', ...event.entry }
      }
      if (event?.type === 'result')
        return { type: 'result', ...event.result, requestId: ids.get(event.intent) }
      throw new Error(`not an event of an undisturbed log: ${String(text)}`)
    })
  } finally {
    database.close()
  }
}
