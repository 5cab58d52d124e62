import type { CommandContext } from '../../command-context.ts'

/** `vultrino mcp` */
export async function run(context: CommandContext): Promise<number> {
  await context.serveMcp()
  return 0
}
