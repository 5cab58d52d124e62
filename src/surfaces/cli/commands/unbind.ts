import { VultrinoError } from '../../../domain/errors.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { credentialJson } from '../../json/credential-json.ts'
import { originsText } from '../origins-text.ts'

/** `vultrino unbind` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const [alias = '', ...hosts] = args.all
  if (args.flag('all') === hosts.length > 0) {
    throw new VultrinoError('invalid_arguments', { reason: 'name the hosts to take away, or give --all' })
  }
  const control = await context.openControl()
  try {
    const credential = await control.unbindCredential(alias, args.flag('all') ? 'all' : hosts)
    const left = credential.binding.length === 0 ? 'nothing' : originsText(credential.binding)
    const text = args.flag('json')
      ? JSON.stringify(credentialJson(credential))
      : `${credential.alias} may go to: ${left}`
    await context.terminal.write(`${text}\n`)
    return 0
  } finally {
    await control.close()
  }
}
