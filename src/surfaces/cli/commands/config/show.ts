import { configJson, configText } from '../../../../domain/config/config-text.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'

/** `vultrino config show` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const config = await context.config()
  const { configFile, configExists, dataDir } = await context.paths()
  if (args.flag('json')) {
    await context.terminal.write(`${JSON.stringify(configJson(config), null, 2)}\n`)
    return 0
  }
  const from = configExists ? configFile : 'none; these are the defaults'
  const head = [
    `# Configuration: ${from}`,
    `# Data folder: ${dataDir}`,
    '# Policies: see `vultrino policy list`',
  ]
  await context.terminal.write(`${head.map(oneLine).join('\n')}\n\n${configText(config)}`)
  return 0
}

/** A folder's name may hold a line break, which would end the comment. */
const oneLine = (text: string): string => text.replace(/\p{Cc}/gu, '?')
