import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { credentialJson } from '../../json/credential-json.ts'
import { originsText } from '../origins-text.ts'

/** `vultrino bind` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const [alias = '', ...hosts] = args.all
  const control = await context.openControl()
  try {
    const credential = await control.bindCredential(alias, hosts, args.list('address'))
    const text = args.flag('json')
      ? JSON.stringify(credentialJson(credential))
      : `${credential.alias} may go to: ${originsText(credential.binding)}`
    await context.terminal.write(`${text}\n`)
    return 0
  } finally {
    await control.close()
  }
}
