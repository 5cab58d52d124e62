import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { SHELLS, type Shell } from '../completions/index.ts'

/** `vultrino completions` */
export async function run({ terminal }: CommandContext, args: CommandArguments): Promise<number> {
  // The parser took only names in the table.
  await terminal.write(SHELLS[args.required(0, 'SHELL') as Shell]())
  return 0
}
