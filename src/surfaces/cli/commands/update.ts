import type { CredentialInfo } from '../../../domain/credential.ts'
import { getCredential } from '../../../manage/get-credential.ts'
import { updateCredential, type CredentialChanges } from '../../../manage/update-credential.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { credentialJson } from '../credential-json.ts'
import { dataFromOptions } from '../data-input.ts'
import { metadataFrom } from '../metadata-input.ts'

/** `vultrino update` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const alias = args.required(0, 'ALIAS')
  const changes = await changesFrom(context, args)
  const management = await context.openManagement()
  try {
    const credential =
      Object.keys(changes).length > 0
        ? await updateCredential(management, alias, changes)
        : await updateCredential(
            management,
            alias,
            await askSecret(context, getCredential(management, alias)),
          )
    const text = args.flag('json')
      ? JSON.stringify(credentialJson(credential))
      : `Updated credential: ${credential.alias}`
    await terminal.write(`${text}\n`)
    if (credential.weak) {
      terminal.note('warning: its secret is shorter than 8 bytes, so answers cannot be searched for it')
    }
    return 0
  } finally {
    await management.close()
  }
}

async function changesFrom(context: CommandContext, args: CommandArguments): Promise<CredentialChanges> {
  const alias = args.text('alias')
  const description = args.text('description')
  const data = await dataFromOptions(context, args)
  const metadata = metadataFrom(args)
  return {
    ...(alias === undefined ? {} : { alias }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
    ...(Object.keys(data).length === 0 ? {} : { data }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  }
}

/** Nothing was said, so it is the secret that is to change: the usual reason, rotation. */
async function askSecret({ terminal }: CommandContext, { type }: CredentialInfo): Promise<CredentialChanges> {
  if (!terminal.interactive) return {}
  const name = type === 'basic_auth' ? 'password' : 'key'
  return { data: { [name]: await terminal.askSecret(`New ${name}: `) } }
}
