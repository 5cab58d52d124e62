import type { AuditStats, Counts } from '../../../../ports/audit-desk.ts'
import { statsJson } from '../../../json/audit-json.ts'
import { auditQuery } from '../../audit/audit-query.ts'
import { withAudit } from '../../audit/with-audit.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { formatTable } from '../../table.ts'

/** Names shown of each kind; `--json` has all. */
const SHOWN = 20

const KINDS = [
  ['Decision', 'decision'],
  ['Credential', 'credential'],
  ['Key', 'key'],
  ['Error', 'error'],
  ['Surface', 'surface'],
  ['Day', 'day'],
] as const satisfies readonly (readonly [string, keyof AuditStats])[]

/** `vultrino audit stats` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const query = auditQuery(args, context.now())
  const stats = await withAudit(context, (desk) => desk.stats(query))
  if (args.flag('json')) {
    await terminal.write(`${JSON.stringify(statsJson(stats), null, 2)}\n`)
    return 0
  }
  const tables = KINDS.flatMap(([title, kind]) => {
    const rows = rowsOf(stats[kind], kind === 'day')
    return rows.length === 0 ? [] : [`\n${formatTable([title, 'Records'], rows, terminal)}`]
  })
  await terminal.write(`Records: ${stats.total}\n${tables.join('')}`)
  return 0
}

function rowsOf(counts: Counts, byName: boolean): string[][] {
  const all = Object.entries(counts)
  if (byName) all.sort(([one], [other]) => (one < other ? 1 : -1))
  const shown = all.slice(0, SHOWN).map(([name, count]) => [name, String(count)])
  const left = all.slice(SHOWN)
  const more = left.reduce((sum, [, count]) => sum + count, 0)
  return left.length === 0 ? shown : [...shown, [`(${left.length} others)`, String(more)]]
}
