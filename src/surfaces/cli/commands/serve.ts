import { parseListenAddress } from '../../../domain/config/listen-address.ts'
import { VultrinoError } from '../../../domain/errors.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'

const MOST_WORKERS = 64

/** `vultrino serve` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const bind = args.text('bind')
  if (bind !== undefined && parseListenAddress(bind) === undefined) {
    throw new VultrinoError('invalid_arguments', { reason: '--bind takes HOST:PORT or unix:/path' })
  }
  await context.serve({
    bind,
    workers: args.whole('workers', 1, MOST_WORKERS) ?? 1,
    // A reader that has gone must not stop the server.
    onListening: (url) => void context.terminal.write(`Listening on ${url}\n`).catch(() => undefined),
  })
  return 0
}
