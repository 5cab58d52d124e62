import { VultrinoError } from '../../../../domain/errors.ts'
import type { RoleChanges } from '../../../../ports/control-plane.ts'
import { roleJson } from '../../../json/role-json.ts'
import { commaList } from '../../comma-list.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { scopePatterns } from '../../scope-patterns.ts'
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
  const scopes = newScopes(args)
  const description = args.text('description')
  return {
    ...(name === undefined ? {} : { name }),
    ...(permissions === undefined ? {} : { permissions: commaList(permissions) }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
  }
}

function newScopes(args: CommandArguments): readonly string[] | undefined {
  const text = args.text('scopes')
  if (!args.flag('all')) return scopePatterns(text, 'Every credential is --all')
  if (text === undefined) return []
  throw new VultrinoError('invalid_arguments', {
    reason: '--all and --scopes say different things',
    hint: 'Give one of them',
  })
}
