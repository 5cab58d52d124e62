import type { Role } from '../../../../domain/role.ts'
import { roleJson } from '../../../json/role-json.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { printable } from '../../format-error.ts'
import { seconds } from '../../shown-time.ts'
import { withControl } from '../../with-control.ts'

/** `vultrino role get` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const role = await withControl(context, (control) => control.getRole(args.required(0, 'NAME')))
  const text = args.flag('json')
    ? `${JSON.stringify(roleJson(role), null, 2)}\n`
    : [...lines(role)].map((line) => `${printable(line)}\n`).join('')
  await context.terminal.write(text)
  return 0
}

function* lines({
  name,
  permissions,
  scopes,
  description,
  builtIn,
  createdAt,
  updatedAt,
}: Role): Generator<string> {
  yield `Name: ${name}`
  yield `Permissions: ${permissions.join(', ')}`
  yield `Scopes: ${scopes.length === 0 ? '(all)' : scopes.join(', ')}`
  if (builtIn) yield 'Comes with the product: it can be neither changed nor deleted'
  else yield `Created: ${seconds(createdAt)}`
  if (updatedAt !== createdAt) yield `Updated: ${seconds(updatedAt)}`
  if (description !== null) yield `Description: ${description}`
}
