import type { CredentialInfo } from '../../../domain/credential.ts'
import { credentialType } from '../../../domain/credential-types/index.ts'
import { getCredential } from '../../../manage/get-credential.ts'
import { revealCredential } from '../../../manage/reveal-credential.ts'
import { aliasWord } from '../../../domain/shell-word.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { credentialJson } from '../credential-json.ts'
import { printable } from '../format-error.ts'
import { originsText } from '../origins-text.ts'

/** `vultrino get` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const alias = args.required(0, 'ALIAS')
  const management = await context.openManagement()
  try {
    const revealed = args.flag('showSecret') ? await revealCredential(management, alias) : null
    const credential = revealed?.credential ?? getCredential(management, alias)
    const fields = revealed?.fields ?? {}
    const text = args.flag('json')
      ? `${JSON.stringify({ ...credentialJson(credential), ...fields }, null, 2)}\n`
      : [...lines(credential), ...secretLines(credential.type, fields)].map((line) => `${line}\n`).join('')
    await context.terminal.write(text)
    return 0
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

/** `2024-01-15T10:30:00Z`. */
const seconds = (date: string): string => date.replace(/\.\d+Z$/, 'Z')
