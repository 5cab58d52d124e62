import { bindOption } from '../bind-option.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'

/** `vultrino web` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  await context.web({
    bind: bindOption(args, 'bind', '--bind'),
    // A reader that has gone must not stop the server.
    onListening: (url) => void terminal.write(`Web UI available at ${url}\n`).catch(() => undefined),
  })
  return 0
}
