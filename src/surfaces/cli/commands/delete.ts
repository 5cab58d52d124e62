import { VultrinoError } from '../../../domain/errors.ts'
import { aliasWord } from '../../../domain/shell-word.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { confirm } from '../confirm.ts'

/** `vultrino delete` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const name = args.required(0, 'ALIAS')
  if (!args.flag('force') && !terminal.interactive) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'there is no terminal to ask whether to delete it',
      hint: `vultrino delete --force ${aliasWord(name)}`,
    })
  }
  const control = await context.openControl()
  try {
    let alias = name
    if (!args.flag('force')) {
      ;({ alias } = await control.getCredential(name))
      if (!(await confirm(terminal, `Are you sure you want to delete '${alias}'?`))) {
        throw new VultrinoError('cancelled')
      }
    }
    await control.deleteCredential(alias)
    await terminal.write(`Deleted credential: ${alias}\n`)
    return 0
  } finally {
    await control.close()
  }
}
