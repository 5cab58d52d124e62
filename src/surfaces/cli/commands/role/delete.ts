import type { ShownApiKey } from '../../../../ports/control-plane.ts'
import { roleJson } from '../../../json/role-json.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { printable } from '../../format-error.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino role delete` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  await withControl(context, async (control) => {
    const role = await control.deleteRole(args.required(0, 'NAME'))
    await terminal.write(
      args.flag('json') ? `${JSON.stringify(roleJson(role))}\n` : `Deleted role: ${role.name}\n`,
    )
    const keys = (await control.listKeys()).filter(({ roleId }) => roleId === role.id)
    if (keys.length > 0) terminal.note(printable(warning(keys)))
  })
  return 0
}

function warning(keys: readonly ShownApiKey[]): string {
  const names = keys.map(({ name }) => name).join(', ')
  return `warning: these API keys had this role and no longer work: ${names}`
}
