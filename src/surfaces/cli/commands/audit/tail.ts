import type { AuditRecord } from '../../../../domain/audit-chain/audit-record.ts'
import type { AuditDesk, AuditQuery } from '../../../../ports/audit-desk.ts'
import { auditQuery } from '../../audit/audit-query.ts'
import {
  auditJsonLine,
  auditTable,
  auditTableHead,
  auditTableLine,
  auditTextLine,
} from '../../audit/audit-rows.ts'
import { findRecords } from '../../audit/find-records.ts'
import { withAudit } from '../../audit/with-audit.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'

const USUAL = 10
const MOST = 100_000
const INTERRUPTED = 130

/** `vultrino audit tail`: exit 130 when following is ended by Ctrl-C. */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const query = auditQuery(args, context.now())
  const most = args.whole('lines', 0, MOST) ?? USUAL
  const asTable = !args.flag('json') && terminal.stdoutIsTerminal
  const line = args.flag('json') ? auditJsonLine : asTable ? auditTableLine : auditTextLine
  if (args.flag('follow')) {
    const signal = context.interruption()
    return withAudit(context, (desk) => follow(desk, { query, most, signal }))
  }
  const { records } = await withAudit(context, (desk) => findRecords(desk, query, most))
  const oldestFirst = records.toReversed()
  if (records.length === 0) terminal.note('Nothing in the audit log is so')
  else await terminal.write(asTable ? auditTable(oldestFirst, terminal) : oldestFirst.map(line).join(''))
  return 0

  async function follow(
    desk: AuditDesk,
    { query: wanted, most: first, signal }: { query: AuditQuery; most: number; signal: AbortSignal },
  ): Promise<number> {
    const found = await findRecords(desk, wanted, first)
    // What is under way is told when it ends.
    const over = found.records.filter(({ decision, result }) => decision === 'deny' || result !== null)
    const told = new Set(over.map(({ sequence }) => sequence))
    const show = (records: readonly AuditRecord[]): Promise<void> =>
      terminal.write(records.map(line).join(''))
    if (asTable) await terminal.write(auditTableHead())
    if (over.length > 0) await show(over.toReversed())
    const coming = await desk.follow(wanted, { after: found.position, signal })
    for await (const followed of coming)
      if (followed !== null && !told.has(followed.record.sequence)) await show([followed.record])
    return signal.aborted ? INTERRUPTED : 0
  }
}
