import { parseAlias } from '../../../domain/alias.ts'
import type { CredentialInfo } from '../../../domain/credential.ts'
import { parseTypeName } from '../../../domain/credential-types/index.ts'
import { parseCredentialData } from '../../../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../../../domain/errors.ts'
import { recogniseProvider } from '../../../domain/provider-catalogue.ts'
import { Secret } from '../../../domain/secret.ts'
import type { Added } from '../../../ports/control-plane.ts'
import { aliasWord } from '../../../domain/shell-word.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext, OpenControl } from '../command-context.ts'
import { credentialJson } from '../../json/credential-json.ts'
import { completeData, dataFromOptions } from '../data-input.ts'
import { metadataFrom } from '../metadata-input.ts'
import { originsText } from '../origins-text.ts'

/** `vultrino add` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const alias = parseAlias(args.text('alias') ?? noAlias())
  const type = parseTypeName(args.text('type') ?? 'api_key')
  const metadata = metadataFrom(args)
  const given = await dataFromOptions(context, args)
  // Before the vault is opened, which is slow, and before anything is asked.
  const control = await openBefore(context, alias)
  try {
    const data = await completeData(context, type, given)
    parseCredentialData(type, data, metadata)
    const hosts = await hostsFor(context, args.list('host'), data['key'])
    const description = args.text('description') ?? null
    const wanted = { alias, type, data, description, metadata, hosts, addresses: args.list('address') }
    const added = await control.addCredential(wanted)
    await report(context, added, args.flag('json'))
    return 0
  } finally {
    await control.close()
  }
}

function noAlias(): never {
  throw new VultrinoError('invalid_arguments', {
    reason: 'missing --alias',
    hint: 'vultrino add --alias NAME',
  })
}

/** Where a person is going to be asked for the secret, a taken name is said before; adding checks it again. */
async function openBefore(context: CommandContext, alias: string): Promise<OpenControl> {
  const control = await context.openControl()
  if (!context.terminal.interactive) return control
  const taken = await control.getCredential(alias).then(
    () => true,
    // Not there, or not for this caller to see.
    () => false,
  )
  if (!taken) return control
  await control.close()
  throw new VultrinoError('conflict', { alias })
}

async function hostsFor(
  { terminal }: CommandContext,
  given: readonly string[],
  key: Secret | string | undefined,
): Promise<readonly string[]> {
  if (given.length > 0 || !terminal.interactive) return given
  if (key instanceof Secret && recogniseProvider(key) !== undefined) return given
  const answer = await terminal.ask('Host it may be sent to, like api.example.com (empty: none yet): ')
  return answer.trim() === '' ? given : [answer.trim()]
}

async function report(
  { terminal }: CommandContext,
  { credential, recognised }: Added,
  json: boolean,
): Promise<void> {
  if (json) await terminal.write(`${JSON.stringify(credentialJson(credential))}\n`)
  else await terminal.write(`Added credential: ${credential.alias}\n`)
  for (const line of remarks(credential, recognised)) terminal.note(line)
}

function* remarks(credential: CredentialInfo, recognised: Added['recognised']): Generator<string> {
  const { alias, binding, metadata, weak } = credential
  if (recognised !== null) {
    const header = metadata['header_name']
    const style = typeof header === 'string' ? `, sent in the header ${header}` : ''
    yield `Recognised as a key of ${recognised}: bound to ${originsText(binding)}${style}.`
  } else if (binding.length > 0) yield `Bound to ${originsText(binding)}.`
  if (binding.length === 0) {
    yield `warning: it is bound to no destination and cannot be used yet; name one with: vultrino bind ${aliasWord(alias)} HOST`
  }
  if (weak) yield WEAK
}

const WEAK =
  'warning: its secret is shorter than 8 bytes, so answers cannot be searched for it; have a longer one issued if you can'
