import type { ShownApiKey } from '../../../../ports/control-plane.ts'
import { keyJson } from '../../../json/key-json.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { day, expiry } from '../../shown-time.ts'
import { formatTable } from '../../table.ts'
import { withControl } from '../../with-control.ts'

const HEADER = ['Prefix', 'Name', 'Role', 'Expires', 'Last Used']

/** `vultrino key list` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const keys = await withControl(context, (control) => control.listKeys())
  if (args.flag('json')) await terminal.write(`${JSON.stringify(keys.map(keyJson), null, 2)}\n`)
  else if (keys.length === 0)
    terminal.note('No API keys yet. Make one with: vultrino key create NAME --role ROLE')
  else await terminal.write(formatTable(HEADER, keys.map(rowAt(context.now())), terminal))
  return 0
}

const rowAt =
  (now: number) =>
  ({ prefix, name, role, expiresAt, lastUsedAt }: ShownApiKey): string[] => [
    `${prefix.slice(0, 7)}...`,
    name,
    role ?? '(deleted)',
    expiry(expiresAt, now, day),
    day(lastUsedAt),
  ]
