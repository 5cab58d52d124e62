import type { CommandContext } from '../command-context.ts'

/** `vultrino quickstart` */
export function run(context: CommandContext): Promise<number> {
  return context.quickstart()
}
