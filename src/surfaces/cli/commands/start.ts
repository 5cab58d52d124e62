import { bindOption } from '../bind-option.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'

/** `vultrino start` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  // A reader that has gone must not stop the server.
  const say = (text: string) => (url: string) =>
    void context.terminal.write(`${text} ${url}\n`).catch(() => undefined)
  await context.start({
    proxy: { bind: bindOption(args, 'bind', '--bind'), onListening: say('Listening on') },
    web: { bind: bindOption(args, 'webBind', '--web-bind'), onListening: say('Web UI available at') },
  })
  return 0
}
