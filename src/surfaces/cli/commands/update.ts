import type { CredentialInfo } from '../../../domain/credential.ts'
import type { CredentialChanges } from '../../../ports/control-plane.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { credentialJson } from '../../json/credential-json.ts'
import { dataFromOptions } from '../data-input.ts'
import { metadataFrom } from '../metadata-input.ts'

/** `vultrino update` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const alias = args.required(0, 'ALIAS')
  const changes = await changesFrom(context, args)
  const control = await context.openControl()
  try {
    const wanted =
      Object.keys(changes).length > 0 ? changes : await askSecret(context, await control.getCredential(alias))
    const credential = await control.updateCredential(alias, wanted)
    const text = args.flag('json')
      ? JSON.stringify(credentialJson(credential))
      : `Updated credential: ${credential.alias}`
    await terminal.write(`${text}\n`)
    if (credential.weak) {
      terminal.note('warning: its secret is shorter than 8 bytes, so answers cannot be searched for it')
    }
    return 0
  } finally {
    await control.close()
  }
}

async function changesFrom(context: CommandContext, args: CommandArguments): Promise<CredentialChanges> {
  const alias = args.text('alias')
  const description = args.text('description')
  const data = await dataFromOptions(context, args)
  const metadata = metadataFrom(args)
  const hosts = args.list('host')
  const addresses = args.list('address')
  return {
    ...(alias === undefined ? {} : { alias }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
    ...(Object.keys(data).length === 0 ? {} : { data }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(addresses.length === 0 ? {} : { addresses }),
  }
}

/** Nothing was said, so it is the secret that is to change: the usual reason, rotation. */
async function askSecret({ terminal }: CommandContext, { type }: CredentialInfo): Promise<CredentialChanges> {
  if (!terminal.interactive) return {}
  const name = type === 'basic_auth' ? 'password' : 'key'
  return { data: { [name]: await terminal.askSecret(`New ${name}: `) } }
}
