import type { ShownApiKey } from '../../../../ports/control-plane.ts'
import { keyJson } from '../../../json/key-json.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { printable } from '../../format-error.ts'
import { seconds } from '../../shown-time.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino key get` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const key = await withControl(context, (control) => control.getKey(args.required(0, 'KEY')))
  const text = args.flag('json')
    ? `${JSON.stringify(keyJson(key), null, 2)}\n`
    : [...lines(key)].map((line) => `${printable(line)}\n`).join('')
  await context.terminal.write(text)
  return 0
}

function* lines({
  name,
  prefix,
  role,
  expiresAt,
  lastUsedAt,
  createdAt,
  id,
}: ShownApiKey): Generator<string> {
  yield `Name: ${name}`
  yield `Prefix: ${prefix}`
  yield role === null ? 'Role: deleted, so this key does not work' : `Role: ${role}`
  yield `Expires: ${expiresAt === null ? 'never' : seconds(expiresAt)}`
  yield `Last used: ${lastUsedAt === null ? 'never' : seconds(lastUsedAt)}`
  yield `Created: ${seconds(createdAt)}`
  yield `ID: ${id}`
}
