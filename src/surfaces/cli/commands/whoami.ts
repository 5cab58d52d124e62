import type { Identity } from '../../../ports/control-plane.ts'
import { identityJson } from '../../json/identity-json.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { printable } from '../format-error.ts'
import { seconds } from '../shown-time.ts'
import { withControl } from '../with-control.ts'

const WHO: Readonly<Record<Identity['kind'], string>> = {
  owner: 'the owner, with the vault password',
  local: 'the local user of the server, without an API key',
  key: 'an API key',
}

/** `vultrino whoami` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const identity = await withControl(context, (control) => control.whoAmI())
  const text = args.flag('json')
    ? `${JSON.stringify(identityJson(identity), null, 2)}\n`
    : [...lines(identity)].map((line) => `${printable(line)}\n`).join('')
  await context.terminal.write(text)
  return 0
}

function* lines(identity: Identity): Generator<string> {
  const { kind, keyName, keyPrefix, role, permissions, scopes, expiresAt } = identity
  yield `You are: ${WHO[kind]}`
  if (keyName !== null) yield `Key: ${keyName}${keyPrefix === null ? '' : ` (${keyPrefix})`}`
  if (role !== null) yield `Role: ${role}`
  yield `Permissions: ${permissions.length === 0 ? 'none' : permissions.join(', ')}`
  yield `Scopes: ${scopes.length === 0 ? '(all)' : scopes.join(', ')}`
  if (kind === 'key') yield `Expires: ${expiresAt === null ? 'never' : seconds(expiresAt)}`
}
