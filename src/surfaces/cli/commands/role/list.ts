import type { Role } from '../../../../domain/role.ts'
import { roleJson } from '../../../json/role-json.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { formatTable } from '../../table.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino role list` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const roles = await withControl(context, (control) => control.listRoles())
  const text = args.flag('json')
    ? `${JSON.stringify(roles.map(roleJson), null, 2)}\n`
    : formatTable(['Name', 'Permissions', 'Scopes'], roles.map(row), terminal)
  await terminal.write(text)
  return 0
}

function row({ name, permissions, scopes }: Role): string[] {
  return [name, permissions.join(','), scopes.length === 0 ? '(all)' : scopes.join(',')]
}
