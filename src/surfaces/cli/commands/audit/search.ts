import { recordFields } from '../../../../domain/audit-chain/record-fields.ts'
import { auditQuery } from '../../audit/audit-query.ts'
import { auditTable, auditTextLine } from '../../audit/audit-rows.ts'
import { findRecords } from '../../audit/find-records.ts'
import { withAudit } from '../../audit/with-audit.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'

const USUAL = 100
const MOST = 100_000

/** `vultrino audit search` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const query = auditQuery(args, context.now())
  const limit = args.whole('limit', 1, MOST) ?? USUAL
  const { records, more } = await withAudit(context, (desk) => findRecords(desk, query, limit))
  if (args.flag('json')) await terminal.write(`${JSON.stringify(records.map(recordFields), null, 2)}\n`)
  else if (records.length === 0) terminal.note('Nothing in the audit log is so')
  else if (terminal.stdoutIsTerminal) await terminal.write(auditTable(records, terminal))
  else await terminal.write(records.map(auditTextLine).join(''))
  if (more)
    terminal.note(`There are more: these are the newest ${limit}. --limit shows more, --until older ones`)
  return 0
}
