import { parseListenAddress } from '../../../domain/config/listen-address.ts'
import { VultrinoError } from '../../../domain/errors.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'

const MOST_WORKERS = 64

/** `vultrino serve` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  if (args.flag('mcp') && !(await overHttp(context))) return serveMcp(context, args)
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

/** `[mcp] transport = "http"`: `--mcp` then serves as without it, where `/mcp` is. */
async function overHttp(context: CommandContext): Promise<boolean> {
  if (context.server !== undefined) return false
  const { enabled, transport } = (await context.config()).mcp
  return enabled && transport === 'http'
}

/** `vultrino serve --mcp` */
async function serveMcp(context: CommandContext, args: CommandArguments): Promise<number> {
  if (args.text('bind') !== undefined || args.text('workers') !== undefined) {
    throw new VultrinoError('invalid_arguments', {
      reason: '--mcp serves over stdin and stdout: --bind and --workers have no meaning there',
      hint: 'Without --mcp, `vultrino serve` serves MCP over HTTP at /mcp',
    })
  }
  await context.serveMcp()
  return 0
}
