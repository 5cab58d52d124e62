import { VultrinoError } from '../../../../domain/errors.ts'
import { parseExpiry } from '../../../../domain/expiry.ts'
import type { Secret } from '../../../../domain/secret.ts'
import { keyJson } from '../../../json/key-json.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino key create` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const role = args.text('role')
  if (role === undefined) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'missing --role',
      hint: '`vultrino role list` shows the roles',
    })
  }
  const expiresAt = parseExpiry(args.text('expires') ?? 'never', context.now())
  await withControl(context, async (control) => {
    const first = control.keysExist === false
    const { key, token } = await control.createKey({ name: args.required(0, 'NAME'), role, expiresAt })
    const shown = token === null ? null : plain(token)
    if (args.flag('json')) await terminal.write(`${JSON.stringify({ ...keyJson(key), key: shown })}\n`)
    else await terminal.write(`Created API key: ${shown ?? ''}\n`)
    terminal.note('')
    terminal.note("IMPORTANT: Save this key now. It won't be shown again.")
    if (first) await noteKeysRequired(context)
  })
  return 0
}

/** The one time that a key is shown, to whoever had it made. */
const plain = (token: Secret): string => token.reveal()

/** With the first key, the doors close to callers without one: said here, before somebody wonders. */
async function noteKeysRequired(context: CommandContext): Promise<void> {
  const { auth, server } = await context.config()
  if (auth.required !== 'auto' || server.mode !== 'local') return
  const { file } = await context.configPlace()
  context.terminal.note(
    'From now on callers without an API key are refused ([auth] required = "auto"). ' +
      `To go on letting yourself in without one, set [auth] required = false in ${file}`,
  )
}
