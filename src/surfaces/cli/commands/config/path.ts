import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'

/** `vultrino config path` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const { file, exists } = await context.configPlace()
  await terminal.write(args.flag('json') ? `${JSON.stringify({ path: file, exists })}\n` : `${file}\n`)
  if (!exists) terminal.note('There is no such file yet; without one the defaults hold.')
  return 0
}
