import type { ShownApiKey } from '../../../../ports/control-plane.ts'
import { keyJson } from '../../../json/key-json.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { printable } from '../../format-error.ts'
import { expiry, seconds } from '../../shown-time.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino key get` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const key = await withControl(context, (control) => control.getKey(args.required(0, 'KEY')))
  const text = args.flag('json')
    ? `${JSON.stringify(keyJson(key), null, 2)}\n`
    : [...lines(key, context.now())].map((line) => `${printable(line)}\n`).join('')
  await context.terminal.write(text)
  return 0
}

function* lines(key: ShownApiKey, now: number): Generator<string> {
  yield `Name: ${key.name}`
  yield `Prefix: ${key.prefix}`
  yield key.role === null ? 'Role: deleted, so this key does not work' : `Role: ${key.role}`
  yield `Expires: ${expiry(key.expiresAt, now, seconds)}`
  yield `Last used: ${key.lastUsedAt === null ? 'never' : seconds(key.lastUsedAt)}`
  yield `Created: ${seconds(key.createdAt)}`
  yield `ID: ${key.id}`
}
