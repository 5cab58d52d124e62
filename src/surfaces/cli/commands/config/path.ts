import { asVultrinoError } from '../../../../domain/errors.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'

/** `vultrino config path` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const { file, exists } = await context.configPlace()
  await terminal.write(args.flag('json') ? `${JSON.stringify({ path: file, exists })}\n` : `${file}\n`)
  if (!exists) terminal.note(`There is no such file yet. ${await withoutIt(context)}`)
  return 0
}

/** What that means for every other command. A file that was named must be there. */
async function withoutIt(context: CommandContext): Promise<string> {
  try {
    await context.config()
    return 'Without one the defaults hold.'
  } catch (thrown) {
    const error = asVultrinoError(thrown)
    return error.hint ?? error.message
  }
}
