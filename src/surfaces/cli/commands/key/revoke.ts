import { keyJson } from '../../../json/key-json.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino key revoke` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const key = await withControl(context, (control) => control.revokeKey(args.required(0, 'KEY')))
  const json = args.flag('json')
  await context.terminal.write(
    json ? `${JSON.stringify(keyJson(key))}\n` : `Revoked API key: ${key.prefix}\n`,
  )
  return 0
}
