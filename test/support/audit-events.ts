import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { groupRows, type RowGroup } from '../../src/domain/audit-chain/group.ts'
import { readEvent } from '../../src/domain/audit-chain/event-text.ts'

/** An event of the audit log, as it stands there: an `intent` (or a refusal), or the `result` of one. */
export type AuditEvent = Readonly<Record<string, unknown>>

/** All events of the audit log in `state.db` of a data folder, in order. */
export function auditEvents(dataDir: string): AuditEvent[] {
  const database = new DatabaseSync(join(dataDir, 'state.db'), { readOnly: true })
  try {
    const groups = database.prepare('SELECT * FROM audit_group ORDER BY sequence').all()
    const rows = groups.flatMap((group) => groupRows(group as unknown as RowGroup))
    const ids = new Map<unknown, string>()
    return rows.map(({ sequence, event: text }) => {
      const event = readEvent(text, true)
      if (event?.type === 'entry') {
        ids.set(sequence, event.entry.requestId)
        return { type: 'intent', ...event.entry }
      }
      if (event?.type === 'result')
        return { type: 'result', ...event.result, requestId: ids.get(event.intent) }
      throw new Error(`not an event of an undisturbed log: ${text}`)
    })
  } finally {
    database.close()
  }
}
