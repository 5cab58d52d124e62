import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'

/** `vultrino config check`: exit 0, or the error that every other command would end with. */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  await context.config()
  await context.checkFiles()
  const { file, exists } = await context.configPlace()
  const text = exists ? `OK: ${file}` : `OK: there is no ${file}, so the defaults hold`
  await context.terminal.write(
    args.flag('json') ? `${JSON.stringify({ ok: true, path: file, exists })}\n` : `${text}\n`,
  )
  return 0
}
