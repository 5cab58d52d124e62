import { VultrinoError } from '../../../../domain/errors.ts'
import type { RoleChanges } from '../../../../ports/control-plane.ts'
import { roleJson } from '../../../json/role-json.ts'
import { commaList } from '../../comma-list.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino role update` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const changes = changesFrom(args)
  if (Object.keys(changes).length === 0) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'nothing to change was given',
      hint: '`vultrino role update --help` shows what can be changed',
    })
  }
  const role = await withControl(context, (control) => control.updateRole(args.required(0, 'NAME'), changes))
  const json = args.flag('json')
  await context.terminal.write(json ? `${JSON.stringify(roleJson(role))}\n` : `Updated role: ${role.name}\n`)
  return 0
}

function changesFrom(args: CommandArguments): RoleChanges {
  const name = args.text('name')
  const permissions = args.text('permissions')
  const scopes = args.text('scopes')
  const description = args.text('description')
  return {
    ...(name === undefined ? {} : { name }),
    ...(permissions === undefined ? {} : { permissions: commaList(permissions) }),
    ...(scopes === undefined ? {} : { scopes: patterns(scopes) }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
  }
}

/** An empty text is said on purpose: every alias. Commas alone are not. */
function patterns(text: string): readonly string[] {
  const scopes = commaList(text)
  if (text === '' || scopes.length > 0) return scopes
  throw new VultrinoError('invalid_arguments', { reason: '--scopes holds no pattern' })
}
