import type { CredentialInfo } from '../../../domain/credential.ts'
import { credentialType } from '../../../domain/credential-types/index.ts'
import { revealCredential, type Revealed } from '../../../manage/reveal-credential.ts'
import { aliasWord } from '../../../domain/shell-word.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { credentialJson } from '../../json/credential-json.ts'
import { printable } from '../format-error.ts'
import { originsText } from '../origins-text.ts'
import { seconds } from '../shown-time.ts'

/** `vultrino get` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const alias = args.required(0, 'ALIAS')
  const { credential, fields } = await (args.flag('showSecret') ? reveal : look)(context, alias)
  const text = args.flag('json')
    ? `${JSON.stringify({ ...credentialJson(credential), ...fields }, null, 2)}\n`
    : [...lines(credential), ...secretLines(credential.type, fields)].map((line) => `${line}\n`).join('')
  await context.terminal.write(text)
  return 0
}

async function look(context: CommandContext, alias: string): Promise<Revealed> {
  const control = await context.openControl()
  try {
    return { credential: await control.getCredential(alias), fields: {} }
  } finally {
    await control.close()
  }
}

/** Only the owner, with the password. */
async function reveal(context: CommandContext, alias: string): Promise<Revealed> {
  const management = await context.openManagement()
  try {
    return await revealCredential(management, alias)
  } finally {
    await management.close()
  }
}

function* lines(credential: CredentialInfo): Generator<string> {
  const { alias, id, type, description, binding, createdAt, updatedAt, metadata, weak } = credential
  yield `Alias: ${alias}`
  yield `Type: ${type}`
  yield `Created: ${seconds(createdAt)}`
  if (description !== null) yield `Description: ${printable(description)}`
  yield `ID: ${id}`
  if (updatedAt !== createdAt) yield `Updated: ${seconds(updatedAt)}`
  yield binding.length === 0
    ? `Bound to: nothing yet (vultrino bind ${aliasWord(alias)} HOST)`
    : `Bound to: ${originsText(binding)}`
  if (Object.keys(metadata).length > 0) yield `Metadata: ${printable(JSON.stringify(metadata))}`
  if (weak) yield 'Warning: its secret is shorter than 8 bytes, so answers cannot be searched for it'
}

function* secretLines(type: string, fields: Readonly<Record<string, string>>): Generator<string> {
  for (const { name, label } of credentialType(type).fields) {
    const value = fields[name]
    if (value !== undefined) yield `${label}: ${value}`
  }
}
