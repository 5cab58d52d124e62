import { VultrinoError } from '../../../../domain/errors.ts'
import { roleJson } from '../../../json/role-json.ts'
import { commaList } from '../../comma-list.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { scopePatterns } from '../../scope-patterns.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino role create` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const permissions = args.text('permissions')
  if (permissions === undefined) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'missing --permissions',
      hint: 'Name one or more of read,write,update,delete,execute',
    })
  }
  const wanted = {
    name: args.required(0, 'NAME'),
    description: args.text('description') ?? null,
    permissions: commaList(permissions),
    scopes:
      scopePatterns(args.text('scopes'), 'Leave --scopes out for a role that covers every credential') ?? [],
  }
  const role = await withControl(context, (control) => control.createRole(wanted))
  const json = args.flag('json')
  await context.terminal.write(json ? `${JSON.stringify(roleJson(role))}\n` : `Created role: ${role.name}\n`)
  return 0
}
